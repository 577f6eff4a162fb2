"""No body crashes the node, swells it, or is answered with 500."""

import json

import pytest

from harness.sockets import RawConnection
from harness.survival import MEBIBYTE, ask, authorised, memory, survives, tasks_of

DEEP = 100_000


def test_a_body_of_ten_megabytes_is_refused_without_being_kept(world, node):
    before = node.resident_bytes()
    body = json.dumps({"title": "x" * (10 * MEBIBYTE)}).encode()
    for _ in range(8):
        answer = ask(node, authorised(world, "POST", tasks_of(world), body))
        # The answer may be lost when the connection is cut while the client still sends.
        assert answer is None or answer.status == 413
    assert node.resident_bytes() - before < node.may_grow(40 * MEBIBYTE)


def test_an_endless_chunked_body_is_refused(world, node):
    with RawConnection(node) as connection:
        connection.send(
            f"POST {tasks_of(world)} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
            f"Authorization: Bearer {world.owner.token}\r\nContent-Type: application/json\r\n\r\n"
        )
        chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        sent = sum(connection.send(chunk) for _ in range(200))
        answer = connection.read()
    assert answer is None or answer.status == 413
    assert answer is not None or sent < 200


@pytest.mark.parametrize(
    "text",
    [
        "[" * DEEP,
        '{"a":' * DEEP,
        '{"title":' + "[" * DEEP + "]" * DEEP + "}",
        '{"title":' + '{"a":' * DEEP + "1" + "}" * DEEP + "}",
    ],
)
def test_json_that_is_nested_a_hundred_thousand_deep_is_400(world, text):
    assert world.owner.request("POST", tasks_of(world), body=text).status == 400
    assert world.nobody.request("POST", "/auth/login", body=text).status == 400


@pytest.mark.parametrize(
    "body",
    [
        b'{"title":"\xff"}',
        b'{"title":"\xc3"}',
        b'{"title":"\xed\xa0\x80"}',
        b'{"title":"\xc0\x80"}',
        b'{"title":"\xf5\x80\x80\x80"}',
        b'{"\xff":1}',
        b"\xff\xfe{}",
        b'{"title":"a\x00b"}',
        b"\x00",
        b'{"title":"x"}\x00',
        b'{"title":"\x01"}',
    ],
)
def test_a_body_that_is_not_utf_8_or_has_control_characters_is_400(world, body):
    assert world.owner.request("POST", tasks_of(world), body=body).status == 400


@pytest.mark.parametrize(
    "escape",
    [
        "\\ud800",
        "\\udc00",
        "\\ud800x",
        "\\udc00\\ud800",
        "\\ud800\\ud800",
        "\\uZZZZ",
        "\\u12",
        "\\x41",
    ],
)
def test_lone_surrogates_and_bad_escapes_are_400(world, escape):
    answer = world.owner.request("POST", tasks_of(world), body='{"title":"' + escape + '"}')
    assert answer.status == 400, answer


def test_nul_is_refused_wherever_a_text_may_stand(world):
    nul = "a\0b"
    for method, path, member in (
        ("POST", tasks_of(world), "title"),
        ("PATCH", f"/tasks/{world.home.task()}", "description"),
        ("POST", "/workspaces", "name"),
        ("POST", "/workspaces", "slug"),
    ):
        answer = world.owner.request(method, path, {member: nul})
        assert answer.status in (400, 422) and member in answer.fields, answer
    for member in ("email", "password", "name"):
        body = {
            "email": "a@b.cd",
            "password": "long enough it is",
            "name": "x",
            member: nul + "c@d.efghij",
        }
        assert world.nobody.post("/auth/register", body, expect=422).fields


@pytest.mark.parametrize(
    "number",
    [
        "1e400",
        "-1e400",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "1" * 400,
        "0." + "1" * 400,
        "NaN",
        "Infinity",
        "01",
        "1.",
        "+1",
        "0x1",
        "-",
    ],
)
def test_numbers_that_no_one_can_hold_are_400(world, number):
    answer = world.owner.request("POST", tasks_of(world), body='{"title":' + number + "}")
    assert answer.status == 400, answer


@pytest.mark.parametrize(
    "due",
    [
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:60Z",
        "99999-01-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-01-01",
        "1e9",
        "-2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00",
        "2026-01-01T25:00:00Z",
        "2026-01-01T00:00:00+99:99",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "",
        "x",
    ],
)
def test_times_at_the_edges_are_kept_whole_or_refused(world, due):
    answer = world.owner.request("POST", tasks_of(world), {"title": "Edge", "due": due})
    assert answer.status in (201, 400, 422), answer
    if answer.status == 201:
        read = world.owner.get(f"/tasks/{answer.data['id']}", answer)
        assert read.data["due"] == answer.data["due"]


def test_texts_that_mean_something_elsewhere_are_only_texts(world):
    for text in (
        "'; drop schema log cascade; --",
        "%s%n%x {} {0}",
        "<script>alert(1)</script>",
        "$1 ${x} \\",
        "../../etc/passwd",
        "\u202e\u200b\ufeff",
        "\u0001\u001f",
        "e\u0301",
        "🏴‍☠️",
        '{"type":"TaskDeleted"}',
        "\ud7ff\ue000\uffff",
        "\u2028",
    ):
        created = world.owner.create_task(world.home.project, text, description=text)
        read = world.owner.get(f"/tasks/{created.data['id']}", created).data
        assert (read["title"], read["description"]) == (text, text)
        assert world.owner.get(f"/projects/{world.home.project}/board", created).text


def test_a_list_as_long_as_a_body_may_be_is_answered_briefly(world):
    ids = [world.owner.user] * 20_000
    answer = world.owner.request("POST", tasks_of(world), {"title": "x", "assignees": ids})
    assert answer.status == 422 and len(answer.content) < 50_000
    members = {f"member{number}": 1 for number in range(50_000)}
    answer = world.owner.request("POST", tasks_of(world), members)
    assert answer.status == 400 and len(answer.content) < 50_000
    answer = world.owner.request("POST", tasks_of(world), {"title": "x", "y" * 500_000: 1})
    assert answer.status == 400 and len(answer.content) < 50_000


def test_a_text_as_long_as_allowed_is_kept(world):
    text = "🛟" * 65_536
    created = world.owner.create_task(world.home.project, "Long", description=text)
    assert world.owner.get(f"/tasks/{created.data['id']}", created).data["description"] == text
