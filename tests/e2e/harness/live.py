"""A live client: the one reducer that serves every topic, and waiting without sleeping."""

import itertools
import json
import threading
import time

import websocket

WAIT_SECONDS = 15


class Topic:
    def __init__(self, position, entities):
        self.position = position
        self.entities = entities  # data by (kind, id)

    def of(self, kind):
        return {key[1]: data for key, data in self.entities.items() if key[0] == kind}


class Live:
    """One connection. A thread reads; everything that came is in `messages`, what follows from it in `topics`."""

    def __init__(self, node, token, documents=None, in_header=False):
        self.messages = []
        self.topics = {}
        self.closed = None
        self.failure = None
        self._documents = documents
        self._changed = threading.Condition()
        self._ids = itertools.count(1)
        headers = {"Authorization": "Bearer " + token} if in_header else {}
        self.socket = websocket.create_connection(node.url.replace("http", "ws", 1) + "/api/v1/live", header=headers,
                                                  timeout=WAIT_SECONDS)
        self.socket.settimeout(None)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        if token and not in_header:
            self.send(type="authenticate", token=token)
        if token:
            self.wait_for_message(type="welcome")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close(timeout=2)
        self._thread.join(WAIT_SECONDS)

    def send(self, **message):
        self.socket.send(json.dumps(message))

    def send_text(self, text):
        self.socket.send(text)

    def _read(self):
        try:
            while True:
                opcode, data = self.socket.recv_data()
                if opcode == websocket.ABNF.OPCODE_CLOSE:
                    with self._changed:
                        self.closed = int.from_bytes(data[:2], "big") if data else 1005
                        self._changed.notify_all()
                    return
                message = json.loads(data)
                with self._changed:
                    self.messages.append(message)
                    self._reduce(message)
                    self._changed.notify_all()
        except (OSError, websocket.WebSocketException):
            pass
        except Exception as error:  # pylint: disable=broad-except
            self.failure = error
        with self._changed:
            self.closed = self.closed or 1006
            self._changed.notify_all()

    def _reduce(self, message):
        if self._documents:
            self._documents.check_live(message)
        kind, name = message["type"], message.get("topic")
        if kind == "snapshot":
            self.topics[name] = Topic(message["position"],
                                      {(one["kind"], one["id"]): one["data"] for one in message["entities"]})
        elif kind == "delta" and name in self.topics:
            self._apply(self.topics[name], message)

    def _apply(self, topic, delta):
        if delta["position"] <= topic.position:
            return  # seen already
        if delta["previous"] != topic.position:
            self.send(type="subscribe", topic=delta["topic"], after=topic.position)
            return
        topic.position = delta["position"]
        for change in delta["changes"]:
            key = (change["kind"], change["id"])
            if change["op"] == "remove":
                topic.entities.pop(key, None)
            else:
                topic.entities[key] = change["data"]

    def wait_until(self, condition, what, seconds=WAIT_SECONDS):
        """The first true answer of `condition`, asked again at each message."""
        end = time.monotonic() + seconds
        with self._changed:
            while True:
                assert self.failure is None, self.failure
                found = condition()
                if found:
                    return found
                left = end - time.monotonic()
                assert left > 0 and self.closed is None, \
                    f"{what} did not come (closed: {self.closed}); what came: {json.dumps(self.messages[-5:])[:4000]}"
                self._changed.wait(left)

    def wait_for_message(self, seconds=WAIT_SECONDS, **members):
        def find():
            return next((one for one in self.messages if members.items() <= one.items()), None)
        return self.wait_until(find, f"the message {members}", seconds)

    def wait_closed(self, seconds=WAIT_SECONDS):
        with self._changed:
            assert self._changed.wait_for(lambda: self.closed is not None, seconds), "the connection stays open"
            return self.closed

    def subscribe(self, topic, after=None):
        """Answers the first message about it: a snapshot, `resumed`, or an error."""
        number = next(self._ids)
        members = {} if after is None else {"after": after}
        self.send(type="subscribe", id=number, topic=topic, **members)
        return self.wait_for_message(id=number)

    def wait_for_position(self, topic, position):
        self.wait_until(lambda: topic in self.topics and self.topics[topic].position >= position,
                        f"position {position} of {topic}")
        return self.topics[topic]
