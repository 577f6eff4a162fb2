"""No frame and no slow byte crashes the node, swells it, or keeps others waiting."""

import json
import os
import struct
import time

import pytest

from harness.follower import wait_until
from harness.patience import patience
from harness.sockets import RawConnection
from harness.survival import MEBIBYTE, memory, survives

TEXT, BINARY, CLOSE, PING = 0x1, 0x2, 0x8, 0x9
DEEP = 100_000


def frame(opcode, payload=b"", *, fin=True, masked=True, announced=None, reserved=0):
    """One frame; `announced` is what its head says of the length."""
    size = len(payload) if announced is None else announced
    head = bytes([(0x80 if fin else 0) | reserved | opcode])
    mark = 0x80 if masked else 0
    if size < 126:
        head += bytes([mark | size])
    elif size < 65_536:
        head += bytes([mark | 126]) + struct.pack(">H", size)
    else:
        head += bytes([mark | 127]) + struct.pack(">Q", size)
    if not masked:
        return head + payload
    mask = os.urandom(4)
    return head + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))


class Socket(RawConnection):
    """A WebSocket by hand."""

    def __init__(self, node, token=None):
        super().__init__(node)
        lines = [
            "GET /api/v1/live HTTP/1.1",
            "Host: x",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ]
        if token:
            lines.append("Authorization: Bearer " + token)
        self.send("\r\n".join(lines) + "\r\n\r\n")
        self.answer = self.read(has_body=False)
        assert self.answer.status == 101

    def _take(self, size):
        while len(self._buffer) < size:
            if not self._fill():
                return None
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken

    def receive(self):
        """Opcode and payload of the next frame; None when the connection has ended."""
        head = self._take(2)
        if head is None:
            return None
        size = head[1] & 0x7F
        if size >= 126:
            extended = self._take(2 if size == 126 else 8)
            size = int.from_bytes(extended, "big")
        return head[0] & 0x0F, self._take(size)

    def say(self, **message):
        self.send(frame(TEXT, json.dumps(message).encode()))

    def hear(self, kind):
        """The next message of that type; others before it are passed over."""
        while True:
            opcode, payload = self.receive()
            if opcode == TEXT and json.loads(payload)["type"] == kind:
                return json.loads(payload)

    def is_welcome(self):
        """Whether the node took the token: it does so four times a second for a person."""
        opcode, payload = self.receive()
        return opcode == TEXT and json.loads(payload)["type"] == "welcome"

    def close_code(self):
        """The code with which the node closes; 0 when it just cuts."""
        while (received := self.receive()) is not None:
            opcode, payload = received
            if opcode == CLOSE:
                return int.from_bytes(payload[:2], "big")
        return 0


def signed_in(person):
    """A WebSocket of somebody, once they may have another."""

    def opened():
        connection = Socket(person.node, person.token)
        if connection.is_welcome():
            return connection
        connection.socket.close()
        return None

    return wait_until(opened, "a live connection")


BAD = {
    "a frame announced as 1 GiB": (frame(TEXT, b"x", announced=1 << 30), 1009),
    "a frame announced as 2^63 bytes": (frame(TEXT, b"x", announced=1 << 63), 1009),
    "a frame announced as 2^63-1 bytes": (frame(TEXT, b"x", announced=(1 << 63) - 1), 1009),
    "a message of more than 64 KiB": (frame(TEXT, b" " * 70_000), 1009),
    "a binary frame": (frame(BINARY, b"\0\1\2"), 1003),
    "a binary frame of 1 GiB": (frame(BINARY, b"\0", announced=1 << 30), 1003),
    "a frame without mask": (frame(TEXT, b"{}", masked=False), 1002),
    "a reserved opcode": (frame(0x3, b"x"), 1002),
    "a reserved control opcode": (frame(0xB, b"x"), 1002),
    "a reserved bit": (frame(TEXT, b"{}", reserved=0x40), 1002),
    "a continuation of nothing": (frame(0x0, b"x"), 1002),
    "a message inside a message": (frame(TEXT, b"a", fin=False) + frame(TEXT, b"b"), 1002),
    "a long control frame": (frame(PING, b"x" * 126), 1002),
    "a control frame in pieces": (frame(PING, b"x", fin=False), 1002),
    "no UTF-8": (frame(TEXT, b"\xff\xfe"), 1007),
    "half a character": (frame(TEXT, b"\xc3"), 1007),
    "a surrogate": (frame(TEXT, b"\xed\xa0\x80"), 1007),
    "a close code that is none": (frame(CLOSE, struct.pack(">H", 5)), 1002),
    "half a close code": (frame(CLOSE, b"\x03"), 1002),
    "a close reason that is no UTF-8": (frame(CLOSE, struct.pack(">H", 1000) + b"\xff"), 1007),
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("is_signed_in", [False, True])
def test_a_frame_that_is_none_of_ours_ends_the_connection_with_its_code(
    world, node, what, is_signed_in
):
    data, code = BAD[what]
    with signed_in(world.owner) if is_signed_in else Socket(node) as connection:
        connection.send(data)
        assert connection.close_code() == code


def test_a_message_in_endless_pieces_is_ended(node):
    with Socket(node) as connection:
        connection.send(frame(TEXT, b"x", fin=False))
        for _ in range(3_000):
            if not connection.send(frame(0x0, b"x" * 100, fin=False)):
                break
        assert connection.close_code() in (1009, 0)


def test_empty_pieces_without_end_do_not_swell_it(node):
    before = node.resident_bytes()
    with Socket(node) as connection:
        connection.send(frame(TEXT, b"", fin=False))
        pieces = frame(0x0, b"", fin=False) * 1_000
        for _ in range(200):
            connection.send(pieces)
        assert node.resident_bytes() - before < node.may_grow(20 * MEBIBYTE)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"null",
        b'{"type":1}',
        b'{"type":"subscribe"}',
        b'{"type":"subscribe","topic":"board:x","id":9223372036854775808}',
        b'{"type":"subscribe","topic":"board:x","after":1e400}',
        b'{"type":"ping","type":"ping"}',
        b'{"type":"ping"}x',
        b'{"type":"subscribe","topic":"\\ud800"}',
        b'{"type":"subscribe","topic":"a\\u0000b"}',
        b"[" * 60_000,
        b'{"a":' * 12_000,
        b'{"type":"authenticate","token":"' + b"a" * 60_000 + b'"}',
    ],
)
def test_a_message_that_means_nothing_is_answered_and_ends_nothing_else(world, text):
    with signed_in(world.owner) as connection, signed_in(world.admin) as other:
        connection.send(frame(TEXT, text))
        assert connection.hear("error")["code"] in (
            "malformed_request",
            "unauthenticated",
            "not_found",
        )
        other.say(type="ping")
        other.hear("pong")


def test_a_flood_of_pings_costs_little_and_is_answered(node):
    before = node.resident_bytes()
    with Socket(node) as connection:
        for _ in range(100):
            connection.send(frame(PING, b"x" * 100) * 100)
        opcode, payload = connection.receive()
        assert (opcode, payload) == (0xA, b"x" * 100)
    assert node.resident_bytes() - before < node.may_grow(20 * MEBIBYTE)


def test_who_never_says_who_they_are_is_shown_out(node):
    with Socket(node) as connection:
        started = time.monotonic()
        connection.say(type="subscribe", topic="me")
        assert connection.hear("error")["code"] == "unauthenticated"
        assert connection.close_code() == 1008
        assert 5 < time.monotonic() - started < patience(15)


def test_sockets_that_never_read_hold_up_nobody_and_do_not_swell_it(world, node):
    topic = f"board:{world.home.project}"
    before = node.resident_bytes()
    silent = [signed_in(world.people[name]) for name in ("ADMIN", "MEMBER", "VIEWER")]
    try:
        for connection in silent:
            for number in range(300):
                connection.say(type="subscribe", topic=topic, id=number)
        large = "x" * 60_000
        for _ in range(60):
            world.owner.create_task(world.home.project, "Unread", description=large)
        started = time.monotonic()
        world.owner.get("/me")
        assert time.monotonic() - started < patience(5)
        # The queue of each is bounded by 1 MiB, and one snapshot.
        assert node.resident_bytes() - before < node.may_grow(100 * MEBIBYTE)
    finally:
        for connection in silent:
            connection.socket.close()


@pytest.mark.parametrize(
    "start",
    [
        b"GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Content-Length: 100000\r\n\r\n",
    ],
)
def test_one_byte_a_second_is_ended_and_keeps_nobody_waiting(world, node, start):
    with RawConnection(node) as connection:
        connection.send(start)
        connection.socket.settimeout(1)
        started = time.monotonic()
        answer = None
        while answer is None and time.monotonic() - started < 45:
            connection.send(b"x")
            try:
                answer = connection.read() or "ended"
            except TimeoutError:
                world.owner.get("/me")
    assert answer == "ended" or answer.status == 408, answer
    assert time.monotonic() - started > 5


@pytest.mark.parametrize(
    "change",
    [
        ("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8"),
        ("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Key: x"),
        ("GET ", "POST "),
        ("/api/v1/live", "/api/v1/me"),
    ],
)
def test_a_handshake_that_is_none_is_refused_with_an_answer(node, change):
    request = (
        "GET /api/v1/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    with RawConnection(node) as connection:
        connection.send(request.replace(*change))
        answer = connection.read()
    assert answer.status in (400, 401, 426)
    assert json.loads(answer.body)["success"] is False
