"""Accounts, sessions and tokens."""

import secrets
import time

import pytest

from harness import tokens
from harness.client import PASSWORD
from harness.node import Node
from harness.patience import patience


def refused(answer, code="unauthenticated"):
    assert (answer.status, answer.code) == (401, code), answer
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    return answer


@pytest.fixture
def ada(anonymous):
    anonymous.register("Ada")
    return anonymous


def test_who_registers_is_signed_in_and_found_by_me(ada):
    me = ada.get("/me").data
    assert me == {
        "id": ada.user,
        "email": ada.email,
        "name": "Ada",
        "time_zone": "UTC",
        "locale": "en",
    }
    header, payload = tokens.take_apart(ada.token)
    keys = ada.get("/.well-known/jwks.json", token="").json["keys"]
    assert header["alg"] == "EdDSA" and header["kid"] in [one["kid"] for one in keys]
    assert payload["sub"] == ada.user and payload["exp"] - payload["iat"] == 15 * 60
    assert all(
        set(one) == {"kty", "crv", "x", "kid", "alg", "use"} for one in keys
    ), "a private part is shown"


def test_tokens_and_passwords_are_not_kept_by_caches(ada):
    answer = ada.post("/auth/login", {"email": ada.email, "password": PASSWORD})
    assert answer.headers["Cache-Control"] == "no-store"
    assert PASSWORD not in answer.text


def test_an_e_mail_address_is_known_in_any_case(ada):
    ada.log_in(ada.email.upper())
    assert ada.get("/me").data["email"] == ada.email.lower()


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(ada):
    headers = {"X-Request-Id": "the-same"}

    def log_in(email):
        body = {"email": email, "password": "wrong password"}
        return ada.post("/auth/login", body, headers=headers, expect=401, token="")

    wrong, unknown = log_in(ada.email), log_in("nobody@harbour.example")
    refused(wrong, "invalid_credentials")
    assert wrong.content == unknown.content
    assert set(wrong.headers) == set(unknown.headers)


def test_a_wrong_password_takes_as_long_as_an_unknown_address(ada):
    def seconds(email):
        started = time.monotonic()
        ada.post(
            "/auth/login", {"email": email, "password": "wrong password"}, expect=401, token=""
        )
        return time.monotonic() - started

    # Without a hash to compare with an answer takes a millisecond or two. A stalled machine makes any answer take longer,
    # and nobody may try twenty wrong passwords.
    unknown, wrong = [], []
    while len(wrong) < 16:
        unknown.append(seconds("nobody@harbour.example"))
        wrong.append(seconds(ada.email))
        if len(wrong) >= 4 and 1 / 3 < min(wrong) / min(unknown) < 3:
            return
    pytest.fail(f"{wrong} and {unknown} seconds")


def test_refreshing_gives_the_next_pair_and_the_old_access_token_lives_on(ada):
    token, refresh_token = ada.token, ada.refresh_token
    ada.refresh()
    assert ada.refresh_token != refresh_token
    ada.get("/me")
    ada.get("/me", token=token)


def test_a_refresh_token_used_twice_ends_the_whole_session(ada):
    first, stolen = ada.token, ada.refresh_token
    ada.refresh()
    ada.refresh()
    newest, newest_refresh = ada.token, ada.refresh_token
    refused(ada.post("/auth/refresh", {"refresh_token": stolen}, expect=401, token=""))
    refused(ada.post("/auth/refresh", {"refresh_token": newest_refresh}, expect=401, token=""))
    for token in (first, newest):
        refused(ada.get("/me", token=token, expect=401))
        refused(ada.post("/workspaces", {"name": "x"}, token=token, expect=401))
    ada.log_in()
    ada.get("/me")


def test_other_sessions_of_the_person_live_on(ada):
    other = ada.another()
    other.log_in(ada.email)
    stolen = ada.refresh_token
    ada.refresh()
    refused(ada.post("/auth/refresh", {"refresh_token": stolen}, expect=401, token=""))
    other.get("/me")
    other.refresh()


@pytest.mark.parametrize(
    "token",
    ["", "x", "a.b.c.d.e", "0199aaaa-0000-7000-8000-000000000000", "." * 4, "é", "x" * 10_000],
)
def test_a_refresh_token_that_is_none_is_refused(ada, token):
    refused(ada.post("/auth/refresh", {"refresh_token": token}, expect=401, token=""))


def test_a_changed_refresh_token_is_refused_and_ends_nothing(ada):
    parts = ada.refresh_token.split(".")
    changes = [
        [*parts[:2], str(int(parts[2]) + 1), *parts[3:]],
        [*parts[:3], str(int(parts[3]) + 1), parts[4]],
        [parts[0], secrets.token_hex(16), *parts[2:]],
        [*parts[:4], parts[4][::-1]],
        parts[:4],
        [*parts, "x"],
    ]
    for changed in changes:
        refused(
            ada.post("/auth/refresh", {"refresh_token": ".".join(changed)}, expect=401, token="")
        )
    ada.refresh()
    ada.get("/me")


def test_an_access_token_does_not_refresh_and_a_refresh_token_does_not_open(ada):
    refused(ada.post("/auth/refresh", {"refresh_token": ada.token}, expect=401, token=""))
    refused(ada.get("/me", token=ada.refresh_token, expect=401))


def test_signing_out_ends_the_session_at_once(ada):
    other = ada.another()
    other.log_in(ada.email)
    ada.post("/auth/logout")
    refused(ada.get("/me", expect=401))
    refused(ada.refresh(expect=401))
    other.get("/me")


def test_a_session_that_ends_on_one_node_ends_on_the_others(ada, database, folder):
    second = Node(database, folder)
    try:
        there = ada.another(ada.token)
        there.node = second
        there.get("/me")
        ada.post("/auth/logout")
        end = time.monotonic() + patience(15)
        while there.request("GET", "/me").status != 401:
            assert time.monotonic() < end, "the other node still takes the token"
    finally:
        second.stop()


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic YTpi", "bearer", "Token x", "Bearer  x", "Bearer x y"],
)
def test_a_header_that_is_no_bearer_token_is_refused(ada, header):
    refused(ada.get("/me", headers={"Authorization": header}, token="", expect=401))


def test_the_scheme_is_known_in_any_case(ada):
    ada.get("/me", headers={"Authorization": "bEARER " + ada.token}, token="")


def test_a_password_may_be_anything_that_is_long_enough(anonymous):
    password = 'ключ 🔑 " \\ ключ'
    anonymous.register("Ada", password=password)
    anonymous.log_in(password=password)
    body = {"email": "x@harbour.example", "name": "x"}
    assert (
        "password"
        in anonymous.post("/auth/register", {**body, "password": "a" * 257}, expect=422).fields
    )
    assert (
        "password"
        in anonymous.post("/auth/register", {**body, "password": "a" * 9}, expect=422).fields
    )


def test_no_password_and_no_token_is_in_the_log_of_events_or_of_the_process(ada, database, node):
    ada.refresh()
    row = database.query("select coalesce(string_agg(data || metadata, ''), '') from log.events")[
        0
    ][0]
    answers = database.query(
        "select coalesce(string_agg(encode(convert_to(c::text, 'UTF8'), 'escape'), ''), '')"
        " from log.commands c"
    )[0][0]
    for secret in (PASSWORD, ada.token, ada.refresh_token, ada.email):
        assert secret not in row and secret not in answers and secret not in node.log()
