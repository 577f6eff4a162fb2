"""No request, connection or token crashes the node, swells it, or is answered with 500."""

import json
import secrets
import socket
import struct
import threading
import time

import pytest

from harness import tokens
from harness.patience import patience
from harness.sockets import RawConnection, raw_request, statuses_in
from harness.survival import MEBIBYTE, ask, authorised, memory, survives, tasks_of


@pytest.mark.parametrize(
    "request_text",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"G@T / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET  HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n bad: fold\r\n\r\n",
        b"GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /%ff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /a/../b HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /\x80 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /% HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET x HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /#a HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: \x00\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
def test_a_request_that_is_no_http_is_answered_with_a_4xx_or_cut(node, request_text):
    with RawConnection(node) as connection:
        connection.send(request_text)
        connection.socket.shutdown(socket.SHUT_WR)
        answer = connection.read()
    assert answer is None or 400 <= answer.status < 500, answer.status
    assert answer is None or json.loads(answer.body)["success"] is False


HEADER_VALUES = {
    "no UTF-8": b"\xff" * 55,
    "a surrogate": b"\xed\xa0\x80" + b"x" * 52,
    "quotes": b'"\\' * 27 + b"x",
    "letters": b"x" * 55,
    "umlauts": b"\xc3\xa4" * 27 + b"x",
    "formats": b"%s" * 27 + b"x",
    "DEL": b"\x7f" * 55,
    "blanks": b" " * 55,
    "half a trace": b"00-" + b"0" * 32 + b"-" + b"\xff" * 16 + b"-01",
    "tabs": b"a\tb" * 18 + b"x",
}


@pytest.mark.parametrize(
    "header",
    [
        "User-Agent",
        "Idempotency-Key",
        "traceparent",
        "X-Request-Id",
        "If-Match",
        "If-None-Match",
        "Accept-Encoding",
        "Atelier-After",
        "Content-Type",
        "Authorization",
        "Cookie",
    ],
)
@pytest.mark.parametrize("what", HEADER_VALUES)
def test_what_stands_in_a_header_breaks_nothing(world, node, header, what):
    value = HEADER_VALUES[what]
    for method, path, body in (
        ("POST", tasks_of(world), b'{"title":"Header"}'),
        ("GET", tasks_of(world), b""),
    ):
        lines = [b"Host: x", b"Content-Length: %d" % len(body)]
        if header != "Authorization":
            lines.append(b"Authorization: Bearer " + world.owner.token.encode())
        if header != "Content-Type":
            lines.append(b"Content-Type: application/json")
        head = f"{method} {path} HTTP/1.1".encode()
        answer = ask(
            node, b"\r\n".join([head, *lines, header.encode() + b": " + value]) + b"\r\n\r\n" + body
        )
        assert answer is not None and answer.status < 500, (method, answer and answer.body)
        json.loads(answer.body)
        for line in answer.headers.values():
            line.encode("latin-1").decode("utf-8")


def test_giant_headers_are_431_and_a_giant_target_is_414(node):
    for head, status in (
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * MEBIBYTE, 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 50_000, 431),
        (b"GET /" + b"x" * MEBIBYTE + b" HTTP/1.1\r\nHost: x\r\n", 414),
        (b"G" * MEBIBYTE, 400),
    ):
        answer = ask(node, head + b"\r\n\r\n")
        # What follows the refusal may reset the connection before the answer is read.
        assert answer is None or answer.status == status or status == 400, answer.status


def test_bytes_that_come_one_by_one_make_a_request(world, node):
    data = authorised(world, "POST", tasks_of(world), '{"title":"Slöw"}'.encode())
    with RawConnection(node) as connection:
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in data:
            connection.send(bytes([byte]))
        answer = connection.read()
    assert answer.status == 201 and json.loads(answer.body)["data"]["title"] == "Slöw"


def test_many_slow_connections_do_not_keep_others_waiting(world, node):
    slow = [RawConnection(node) for _ in range(300)]
    try:
        for connection in slow:
            connection.send(b"POST /api/v1/workspaces HTTP/1.1\r\nHost: x\r\nContent-Le")
        started = time.monotonic()
        for _ in range(20):
            world.owner.get("/me")
        assert time.monotonic() - started < patience(10)
    finally:
        for connection in slow:
            connection.socket.close()


def test_pipelined_requests_are_answered_in_their_order(world, node):
    count = 60
    requests = [
        authorised(
            world,
            "GET",
            "/api/v1/me" if number % 2 else "/api/v1/nothing",
            b"",
            f"X-Request-Id: p-{number}",
        )
        for number in range(count)
    ]
    with RawConnection(node) as connection:
        connection.send(b"".join(requests))
        answers = [connection.read() for _ in range(count)]
    assert [answer.headers["x-request-id"] for answer in answers] == [
        f"p-{number}" for number in range(count)
    ]
    assert [answer.status for answer in answers] == [
        200 if number % 2 else 404 for number in range(count)
    ]


def test_what_follows_a_refused_request_is_not_taken_for_another(world, node):
    inner = authorised(world, "DELETE", f"/api/v1/tasks/{world.home.task()}")
    with RawConnection(node) as connection:
        connection.send(
            b"POST /api/v1/workspaces HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"0\r\n\r\n" + inner
        )
        data = b""
        while True:
            try:
                more = connection.socket.recv(65536)
            except ConnectionResetError:
                break
            if not more:
                break
            data += more
    assert statuses_in(data) in ([400], [])


def test_a_client_that_has_said_all_still_gets_its_answer(world, node):
    with RawConnection(node) as connection:
        connection.send(authorised(world, "GET", "/api/v1/me"))
        connection.socket.shutdown(socket.SHUT_WR)
        assert connection.read().status == 200
        assert connection.is_ended()


def test_clients_that_vanish_in_the_middle_leave_nothing_behind(world, node):
    body = b'{"title":"Vanished"}'
    whole = authorised(world, "POST", tasks_of(world), body)
    for length in (1, 20, len(whole) - len(body), len(whole) - 1, len(whole)):
        for is_reset in (False, True):
            connection = RawConnection(node)
            connection.send(whole[:length])
            if is_reset:
                connection.socket.setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                )
            connection.socket.close()


def test_a_client_that_reads_nothing_holds_up_nobody(world, node):
    with RawConnection(node) as connection:
        for _ in range(2_000):
            connection.socket.setblocking(False)
            try:
                connection.socket.send(raw_request("GET", "/api/v1/openapi.json"))
            except (BlockingIOError, ConnectionError):
                break
        world.owner.get("/me")


def test_garbage_from_many_threads_at_once_is_survived(world, node):
    failures = []

    def throw(seed):
        data = secrets.token_bytes(2_000 + seed)
        for start in (
            b"",
            b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n",
        ):
            try:
                answer = ask(node, start + data)
                if answer is not None and answer.status >= 500:
                    failures.append(answer.status)
            except (OSError, ValueError) as error:
                failures.append(error)

    threads = [threading.Thread(target=throw, args=(seed,)) for seed in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Half a request from a client that waits is answered 408 in time; nothing is a 5xx.
    assert not [one for one in failures if isinstance(one, int)], failures


# Tokens


@pytest.fixture(scope="module")
def forged(world, database):
    """Tokens that must not open anything, by what is wrong with them."""
    header, payload = tokens.take_apart(world.owner.token)
    key, other = tokens.signing_key(database), tokens.other_key()
    unsigned = tokens.encode({**header, "alg": "none"}) + "." + tokens.encode(payload) + "."
    now = int(time.time())
    return {
        "alg none": unsigned,
        "alg none with a signature": unsigned + world.owner.token.rsplit(".", 1)[1],
        "alg HS256": tokens.sign({**header, "alg": "HS256"}, payload, key),
        "another key": tokens.sign(header, payload, other),
        "another key with its name": tokens.sign({**header, "kid": "other"}, payload, other),
        "a key of the sender's": tokens.sign({**header, "jwk": {"kty": "OKP"}}, payload, other),
        "crit": tokens.sign({**header, "crit": ["exp"]}, payload, key),
        "another person": world.owner.token.split(".")[0]
        + "."
        + tokens.encode({**payload, "sub": world.admin.user})
        + "."
        + world.owner.token.split(".")[2],
        "another issuer": tokens.sign(header, {**payload, "iss": "elsewhere"}, key),
        "no end": tokens.sign(
            header, {name: value for name, value in payload.items() if name != "exp"}, key
        ),
        "a far end": tokens.sign(header, {**payload, "exp": now + 10**9}, key),
        "tomorrow": tokens.sign(
            header, {**payload, "iat": now + 86_400, "exp": now + 86_400 + 900}, key
        ),
        "an end before its start": tokens.sign(header, {**payload, "exp": payload["iat"] - 1}, key),
        "numbers as text": tokens.sign(header, {**payload, "exp": str(payload["exp"])}, key),
        "huge numbers": tokens.sign(header, {**payload, "iat": 2**62, "exp": 2**62 + 900}, key),
        "no JSON": tokens.encode(b"x") + "." + tokens.encode(b"y") + "." + tokens.encode(b"z" * 64),
        "deep JSON": tokens.encode(b"[" * 4000) + "." + tokens.encode(payload) + ".AA",
        "long": "a" * 12_000,
    }


def test_a_token_that_the_service_did_not_make_opens_nothing(world, forged):
    for what, token in forged.items():
        for method, path, body in (("GET", "/me", None), ("POST", "/workspaces", {"name": "x"})):
            answer = world.nobody.request(method, path, body, token=token)
            assert (answer.status, answer.code) == (401, "unauthenticated"), f"{what}: {answer!r}"


def test_an_expired_token_is_told_so(world, database):
    header, payload = tokens.take_apart(world.owner.token)
    now = int(time.time())
    expired = tokens.sign(
        header, {**payload, "iat": now - 1000, "exp": now - 100}, tokens.signing_key(database)
    )
    answer = world.nobody.get("/me", token=expired, expect=401)
    assert answer.code == "token_expired"


def test_a_token_made_with_the_right_key_is_taken(world, database):
    header, payload = tokens.take_apart(world.owner.token)
    own = tokens.sign(header, {**payload, "exp": payload["exp"] - 1}, tokens.signing_key(database))
    assert world.nobody.get("/me", token=own).data["id"] == world.owner.user
