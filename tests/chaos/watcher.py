"""Live clients that come back after every loss with the position that they have, and go on."""

import json
import random
import threading
import time
from collections import deque

import websocket

from harness.follower import Held

QUIET_SECONDS = 2  # until it asks whether anybody is there
SILENT_SECONDS = 6  # until it takes the connection for lost
JOURNAL = 2000  # of what came last, for the evidence
NOTED = ("type", "id", "topic", "position", "previous", "after", "reason", "code")
PAUSE_SECONDS = 0.3  # a person may open four connections a second


class Lost(Exception):
    """The connection, or its topics, must be begun anew."""


class Watcher(threading.Thread):
    """What somebody holds of `topics` by snapshots and deltas alone."""

    def __init__(self, seats, token, topics, seed):
        super().__init__(daemon=True)
        self.seats, self.token = list(seats), token
        self.topics = topics
        self.held = {topic: Held() for topic in topics}
        self.dice = random.Random(seed)
        self.connections = self.snapshots = self.resumed = 0
        self.seat = None
        self.journal = deque(maxlen=JOURNAL)
        self.lock = threading.Lock()
        self._log = None
        self._is_ending = threading.Event()

    def run(self):
        while not self._is_ending.is_set():
            try:
                self._follow()
            except (Lost, OSError, websocket.WebSocketException, ValueError):
                self._is_ending.wait(PAUSE_SECONDS)

    def _follow(self):
        self.seat = self.dice.choice(self.seats)
        connection = websocket.create_connection(
            self.seat.url.replace("http", "ws", 1) + "/api/v1/live",
            header=["Authorization: Bearer " + self.token],
            timeout=SILENT_SECONDS,
            http_no_proxy=["127.0.0.1"],
        )
        try:
            welcome = json.loads(connection.recv())
            if welcome["type"] != "welcome":
                raise Lost
            self.connections += 1
            connection.settimeout(QUIET_SECONDS)
            self._subscribe(connection, self._log)
            self._log = welcome["log"]
            self._read(connection)
        finally:
            connection.close()

    def _subscribe(self, connection, log):
        for number, topic in enumerate(self.topics):
            message = {"type": "subscribe", "id": number, "topic": topic}
            if self.held[topic].position is not None and log:
                message |= {"after": self.held[topic].position, "log": log}
            connection.send(json.dumps(message))
            self._note(message)

    def _note(self, message):
        noted = {name: message[name] for name in NOTED if name in message}
        self.journal.append({"at": time.time(), "seat": self.seat.name, **noted})

    def _read(self, connection):
        heard = time.monotonic()
        while not self._is_ending.is_set():
            try:
                text = connection.recv()
            except websocket.WebSocketTimeoutException:
                if time.monotonic() - heard > SILENT_SECONDS:
                    raise Lost from None
                connection.send(json.dumps({"type": "ping"}))
                continue
            heard = time.monotonic()
            if not text:
                raise Lost
            self._take(json.loads(text))

    def _take(self, message):
        kind = message["type"]
        self._note(message)
        if kind == "error" or kind == "token_expired":
            raise Lost
        self.snapshots += kind == "snapshot"
        self.resumed += kind == "resumed"
        if kind in ("snapshot", "delta", "resync"):
            with self.lock:
                self.held[message["topic"]].take(message)

    def cards(self, topic):
        with self.lock:
            return self.held[topic].of_kind("card")

    def timers(self):
        with self.lock:
            return self.held["me"].of_kind("timer")

    def take_faults(self):
        """Deltas that came without the one before them."""
        with self.lock:
            found = []
            for topic, held in self.held.items():
                found += [
                    f"a live client at {self.seat.name}, {topic}: {why}" for why, _ in held.faults
                ]
                held.faults = []
            return found

    def end(self):
        self._is_ending.set()
        self.join(SILENT_SECONDS + QUIET_SECONDS)
