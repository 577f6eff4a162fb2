"""A live client that a thread reads for, with the one reducer that serves every topic."""

import json
import socket
import threading
import time

import websocket

from harness.patience import patience

WAIT_SECONDS = 20


def wait_until(condition, what, seconds=WAIT_SECONDS):
    """The first true value of `condition()`, which is asked again and again."""
    end = time.monotonic() + patience(seconds)
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        threading.Event().wait(0.02)


class Held:
    """What a client holds of one topic."""

    def __init__(self):
        self.entities = {}
        self.position = None
        self.faults = []

    def take(self, message):
        kind = message["type"]
        if kind == "snapshot":
            self.entities = {(one["kind"], one["id"]): one["data"] for one in message["entities"]}
            self.position = message["position"]
        elif kind == "resync":
            self.position = None
        elif kind == "delta":
            self._take_delta(message)

    def _take_delta(self, message):
        if self.position is None:
            self.faults.append(("a delta without a snapshot", message))
            return
        if message["position"] <= self.position:
            return
        if message["previous"] != self.position:
            self.faults.append((f"a delta is missing after {self.position}", message))
        for change in message["changes"]:
            key = (change["kind"], change["id"])
            if change["op"] == "upsert":
                self.entities[key] = change["data"]
            else:
                self.entities.pop(key, None)
        self.position = message["position"]

    def of_kind(self, kind):
        return {key[1]: data for key, data in self.entities.items() if key[0] == kind}

    def board(self):
        """The cards of each column from the top, as GET …/board has them."""
        columns = sorted(self.of_kind("status").values(), key=lambda status: status["order"])
        cards = self.of_kind("card").values()
        return {
            column["id"]: sorted(
                (card for card in cards if card["status"] == column["id"]),
                key=lambda card: card["rank"].encode(),
            )
            for column in columns
        }


def board_of(answer):
    """The same of the answer of GET …/board."""
    return {column["id"]: column["cards"] for column in answer.data["columns"]}


class Follower:
    """One connection. `held` outlives it, so that `reconnect` goes on from where it was."""

    def __init__(self, client, *topics, in_header=True):
        self.client = client
        self.held = {}
        self.messages = []
        self._changed = threading.Condition()
        self._next_id = 0
        self._connect(in_header)
        for topic in topics:
            answer = self.subscribe(topic)
            assert answer["type"] == "snapshot", answer

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _open(self, in_header):
        url = self.client.node.url.replace("http", "ws", 1) + "/api/v1/live"
        header = ["Authorization: Bearer " + self.client.token] if in_header else []
        self.socket = websocket.create_connection(
            url,
            header=header,
            timeout=patience(WAIT_SECONDS),
            enable_multithread=True,
            http_no_proxy=["127.0.0.1"],
        )
        if not in_header:
            self.send(type="authenticate", token=self.client.token)
        return json.loads(self.socket.recv())

    def _connect(self, in_header=True):
        # A person may open four connections a second.
        def is_welcome():
            self.welcome = self._open(in_header)
            return self.welcome.get("code") != "rate_limited"

        wait_until(is_welcome, "being welcomed")
        assert self.welcome["type"] == "welcome", self.welcome
        self.socket.settimeout(None)
        self.is_ended = False
        self._thread = threading.Thread(target=self._read, args=(self.socket,), daemon=True)
        self._thread.start()

    def _read(self, connection):
        try:
            while True:
                text = connection.recv()
                if not text:
                    break
                self._take(json.loads(text))
        except (websocket.WebSocketException, OSError):
            pass
        with self._changed:
            if connection is self.socket:
                self.is_ended = True
            self._changed.notify_all()

    def _take(self, message):
        message["received_at"] = time.monotonic()
        with self._changed:
            self.messages.append(message)
            if "topic" in message and message["type"] != "error":
                self.held.setdefault(message["topic"], Held()).take(message)
            self._changed.notify_all()

    def send(self, **message):
        self.socket.send(
            json.dumps({key: value for key, value in message.items() if value is not None})
        )

    def mark(self):
        """How many messages there are by now: `since` of what comes next."""
        with self._changed:
            return len(self.messages)

    def wait(self, wanted, since=0, seconds=WAIT_SECONDS):
        """The first message from `since` on that `wanted` holds for."""
        end = time.monotonic() + patience(seconds)
        seen = since
        with self._changed:
            while True:
                for message in self.messages[seen:]:
                    if wanted(message):
                        return message
                seen = len(self.messages)
                left = end - time.monotonic()
                assert (
                    left > 0 and not self.is_ended
                ), f"not received; the last messages: {self.messages[-5:]}"
                self._changed.wait(left)

    def subscribe(self, topic, after=None, seconds=WAIT_SECONDS, log=None):
        """The answer: a snapshot, `resumed`, or an error."""
        self._next_id += 1
        wanted, since = self._next_id, self.mark()
        self.send(type="subscribe", id=wanted, topic=topic, after=after, log=log)
        return self.wait(lambda message: message.get("id") == wanted, since, seconds)

    def reach(self, topic, position, seconds=WAIT_SECONDS):
        """Waits until the topic is at that position, or further; returns what is held of it."""
        end = time.monotonic() + patience(seconds)
        with self._changed:
            while True:
                held = self.held.get(topic)
                if held and held.position is not None and held.position >= position:
                    return held
                left = end - time.monotonic()
                assert left > 0, f"{topic} is at {held and held.position}, not at {position}"
                assert not self.is_ended, "the connection is gone"
                self._changed.wait(left)

    def deltas(self, topic, since=0):
        with self._changed:
            return [
                one
                for one in self.messages[since:]
                if one["type"] == "delta" and one["topic"] == topic
            ]

    def faults(self):
        return [fault for held in self.held.values() for fault in held.faults]

    def drop(self):
        """Cuts the connection, as a lost network would."""
        try:
            self.socket.sock.shutdown(socket.SHUT_RDWR)
        except (OSError, AttributeError):
            pass
        self._thread.join(patience(WAIT_SECONDS))

    def reconnect(self, client=None, says_log=True):
        """Comes back, and subscribes again to what was held, after where it was. A client of before
        there were epochs of the log does not say which one it has that of."""
        self.client = client or self.client
        log = self.welcome["log"] if says_log else None
        self.drop()
        self._connect()
        answers = {}
        for topic, held in self.held.items():
            answers[topic] = self.subscribe(topic, held.position, log=log)
        return answers

    def close(self):
        self.drop()
        self.socket.close()
