"""Where somebody is signed in, and how that ends: sessions, passwords, keys, tokens that expire."""

import threading
import time

import pytest

from harness import tokens
from harness.client import PASSWORD, Client, load_contract
from harness.follower import Follower, wait_until
from harness.node import Database, Node, run
from harness.patience import patience

NOTHING = "0199aaaa-0000-7000-8000-000000000000"
NEW_PASSWORD = "battery horse correct"


@pytest.fixture
def ada(anonymous):
    anonymous.register("Ada")
    return anonymous


@pytest.fixture
def phone(ada):
    other = ada.another()
    other.session.headers["User-Agent"] = "phone/1"
    other.log_in(ada.email)
    return other


def session_of(client):
    return tokens.take_apart(client.token)[1]["sid"]


def sessions(client):
    return {one["id"]: one for one in client.get("/auth/sessions").data}


def is_signed_in(client):
    answer = client.request("GET", "/me")
    assert answer.status in (200, 401), answer
    return answer.status == 200


# Sessions


def test_each_session_is_listed_with_where_it_comes_from(ada, phone):
    found = sessions(ada)
    assert set(found) == {session_of(ada), session_of(phone)}
    assert found[session_of(ada)]["is_current"] is True
    of_phone = found[session_of(phone)]
    assert of_phone["is_current"] is False
    assert (of_phone["address"], of_phone["user_agent"]) == ("127.0.0.1", "phone/1")
    assert of_phone["started_at"] <= of_phone["last_used_at"]

    def is_used_later():
        phone.refresh()
        return sessions(ada)[session_of(phone)]["last_used_at"] > of_phone["last_used_at"]

    wait_until(is_used_later, "the use is noted")


def test_the_list_of_sessions_has_pages(ada, phone):
    seen, cursor = [], None
    for _ in range(2):
        query = {"limit": 1, **({"cursor": cursor} if cursor else {})}
        answer = ada.get("/auth/sessions", query=query)
        seen += [one["id"] for one in answer.data]
        cursor = answer.meta.get("next_cursor")
    assert cursor is None
    assert sorted(seen) == sorted([session_of(ada), session_of(phone)])


def test_a_session_can_be_ended_from_another(ada, phone):
    ada.delete(f"/auth/sessions/{session_of(phone)}")
    assert not is_signed_in(phone)
    assert phone.refresh(expect=401).code == "unauthenticated"
    assert set(sessions(ada)) == {session_of(ada)}
    ada.delete(f"/auth/sessions/{session_of(phone)}")


def test_a_session_of_somebody_else_is_told_as_one_that_does_not_exist(ada, world):
    headers = {"X-Request-Id": "the-same"}
    foreign = ada.delete(
        f"/auth/sessions/{session_of(world.owner)}", headers=headers, expect=404
    )
    missing = ada.delete(f"/auth/sessions/{NOTHING}", headers=headers, expect=404)
    assert foreign.content == missing.content
    assert is_signed_in(world.owner)
    assert "session" in ada.delete("/auth/sessions/nonsense", expect=400).fields


def test_all_other_sessions_can_be_ended_at_once(ada, phone):
    assert ada.delete("/auth/sessions").data == {"ended": 1}
    assert is_signed_in(ada) and not is_signed_in(phone)
    assert ada.delete("/auth/sessions").data == {"ended": 0}
    ada.refresh()


# Passwords


def change(client, old=PASSWORD, new=NEW_PASSWORD, expect=200):
    return client.post("/auth/password", {"old_password": old, "new_password": new}, expect=expect)


def test_a_changed_password_ends_every_other_session_and_opens_new_ones(ada, phone):
    assert change(ada).data == {"ended": 1}
    assert is_signed_in(ada) and not is_signed_in(phone)
    ada.refresh()
    assert phone.refresh(expect=401).code == "unauthenticated"
    wrong = {"email": ada.email, "password": PASSWORD}
    assert ada.post("/auth/login", wrong, expect=401, token="").code == "invalid_credentials"
    phone.log_in(password=NEW_PASSWORD)
    assert is_signed_in(phone)


def test_who_does_not_know_the_password_cannot_change_it(ada, phone):
    assert "old_password" in change(ada, old="something else", expect=422).fields
    assert is_signed_in(phone)
    phone.log_in()


@pytest.mark.parametrize("common", ["1234567890", "password123", "qwertyuiop", "aaaaaaaaaa"])
def test_the_commonest_passwords_are_refused(ada, common):
    assert "new_password" in change(ada, new=common, expect=422).fields
    body = {"email": "new@harbour.example", "password": common, "name": "x"}
    assert "password" in ada.post("/auth/register", body, expect=422, token="").fields
    ada.log_in()


def test_a_password_has_10_to_256_characters(ada):
    for bad in ("x" * 9, "x" * 257):
        assert "new_password" in change(ada, new=bad, expect=422).fields
    longest = "long, longer, longest; " * 11 + "end"
    assert len(longest) == 256
    change(ada, new=longest)
    ada.log_in(password=longest)


def test_no_password_is_in_the_log_and_the_change_is(ada, database):
    change(ada)
    rows = database.query(
        "select type, data from log.events where stream = %s order by version", f"user-{ada.user}"
    )
    assert [row[0] for row in rows] == ["UserRegistered", "PasswordChanged"]
    assert rows[1][1] == "{}"


# Live connections end with their session


@pytest.mark.parametrize("how", ["logout", "from another", "all others", "password", "reuse"])
def test_live_connections_of_a_session_that_ends_are_closed_and_others_are_not(ada, phone, how):
    with Follower(phone, "me") as lost, Follower(ada, "me") as kept:
        if how == "logout":
            phone.post("/auth/logout")
        elif how == "from another":
            ada.delete(f"/auth/sessions/{session_of(phone)}")
        elif how == "all others":
            ada.delete("/auth/sessions")
        elif how == "password":
            change(ada)
        else:
            stolen = phone.refresh_token
            phone.refresh()
            ada.post("/auth/refresh", {"refresh_token": stolen}, expect=401, token="")
        wait_until(lambda: lost.is_ended, "the connection of the ended session is closed")
        assert [one["code"] for one in lost.messages if one["type"] == "error"] == [
            "unauthenticated"
        ]
        kept.send(type="ping")
        kept.wait(lambda message: message["type"] == "pong")


def test_a_live_connection_at_another_node_is_closed_too(ada, phone, database, folder):
    second = Node(database, folder)
    try:
        there = phone.another(phone.token)
        there.node = second
        with Follower(there, "me") as lost:
            ada.delete(f"/auth/sessions/{session_of(phone)}")
            wait_until(lambda: lost.is_ended, "the other node closes the connection")
    finally:
        second.stop()


# Keys


def kid_of(client):
    return tokens.take_apart(client.token)[0]["kid"]


def known_keys(client):
    return [one["kid"] for one in client.get("/.well-known/jwks.json", token="").json["keys"]]


def test_keys_rotate_without_signing_anybody_out(ada, database, folder):
    second = Node(database, folder)
    try:
        there = ada.another(ada.token)
        there.node = second
        old = kid_of(ada)
        said = run("keys", "rotate", *database.arguments(), **database.variables()).out
        for client in (ada, there):
            wait_until(lambda: len(known_keys(client)) == 2, "the node sees the new key")
            assert set(known_keys(client)) > {old} and is_signed_in(client)
        (new,) = set(known_keys(ada)) - {old}
        assert new in said

        def signs_by_the_new_key():
            ada.refresh()
            return kid_of(ada) == new

        wait_until(signs_by_the_new_key, "tokens are signed by the new key", seconds=30)
        there.token, of_old = ada.token, there.token
        assert is_signed_in(ada) and is_signed_in(there)
        assert is_signed_in(ada.another(of_old))
        assert len(known_keys(ada)) == 2
    finally:
        second.stop()


# Expiry


@pytest.fixture(scope="module")
def hasty(folder):
    """A node, alone on its database, whose access tokens are good for two seconds."""
    store = Database()
    started = Node(store, folder, "--access-token-seconds", "2")
    yield started
    started.stop()
    store.drop()


def test_an_expired_token_is_told_and_refreshed(hasty):
    client = Client(hasty, load_contract(hasty))
    assert client.register("Ada").data["expires_in_seconds"] == 2
    expired = wait_until(
        lambda: (answer := client.request("GET", "/me")).status == 401 and answer, "expiry"
    )
    assert expired.code == "token_expired"
    assert expired.headers["WWW-Authenticate"].startswith("Bearer")
    client.refresh()
    client.get("/me")


def test_a_live_connection_is_told_of_the_expiry_and_goes_on_with_a_new_token(hasty):
    client = Client(hasty, load_contract(hasty))
    client.register("Ada")
    with Follower(client, "me") as follower:
        follower.wait(lambda message: message["type"] == "token_expired")
        client.refresh()
        follower.send(type="authenticate", token=client.token)
        follower.wait(lambda message: message["type"] == "welcome")
        client.refresh()
        workspace = client.create_workspace()
        follower.reach("me", workspace.meta["position"])
        assert workspace.data["id"] in follower.held["me"].of_kind("workspace")


def test_a_live_connection_takes_no_token_of_somebody_else(ada, anonymous):
    eve = ada.another()
    eve.register("Eve")
    with Follower(ada, "me") as follower:
        follower.send(type="authenticate", token=eve.token)
        wait_until(lambda: follower.is_ended, "the connection is closed")


def test_who_does_not_show_a_new_token_within_a_minute_is_shown_out(hasty):
    client = Client(hasty, load_contract(hasty))
    client.register("Ada")
    with Follower(client, "me") as follower:
        told = follower.wait(lambda message: message["type"] == "token_expired")["received_at"]
        wait_until(lambda: follower.is_ended, "the connection is closed", seconds=75)
        assert 55 < time.monotonic() - told < patience(70)
        client.refresh()
        follower.reconnect(client)


# Guessing


def test_passwords_of_one_account_cannot_be_tried_without_end(database, folder):
    node = Node(database, folder, "--account-limit", "0.01:3")
    try:
        client = Client(node, load_contract(node))
        client.register("Ada")
        for email in (client.email, "nobody@harbour.example"):
            body = {"email": email, "password": "wrong password"}
            for _ in range(3):
                client.post("/auth/login", body, expect=401, token="")
            refused = client.post("/auth/login", body, expect=429, token="")
            assert refused.code == "rate_limited"
            assert 90 <= int(refused.headers["Retry-After"]) <= 100
        right = {"email": client.email.upper(), "password": PASSWORD}
        client.post("/auth/login", right, expect=429, token="")
        other = client.another()
        other.register("Ben")
        # Right passwords count for nothing.
        for _ in range(6):
            other.log_in()
        for _ in range(3):
            change(other, old="something else", expect=422)
        assert change(other, expect=429).headers["Retry-After"]
    finally:
        node.stop()


def test_a_storm_of_sign_ins_is_told_to_come_later_and_others_go_on(database, folder):
    node = Node(database, folder, "--account-limit", "0")
    try:
        client = Client(node, load_contract(node))
        client.register("Ada")
        body = {"email": client.email, "password": "wrong password"}
        answers = []

        def guess():
            answers.append(client.another().request("POST", "/auth/login", body))

        threads = [threading.Thread(target=guess) for _ in range(120)]
        for thread in threads:
            thread.start()
        client.get("/me")
        for thread in threads:
            thread.join()
        late = [answer for answer in answers if answer.status == 429]
        assert late and {answer.status for answer in answers} == {401, 429}
        assert all(one.code == "rate_limited" and one.headers["Retry-After"] for one in late)
        client.log_in()
    finally:
        node.stop()
