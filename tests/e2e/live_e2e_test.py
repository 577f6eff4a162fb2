"""The WebSocket: what one client does, another sees at once, by both ways of events."""

import json
import random
import secrets
import threading
import uuid

import pytest
import websocket

from harness.follower import WAIT_SECONDS, Follower, Held, board_of, wait_until
from harness.metrics import figure
from harness.streaming import MODES, Desk, Stack, settle

DELTAS_KEPT = 256
TOPICS_PER_CONNECTION = 200


@pytest.fixture(scope="module", params=MODES)
def stack(request, tmp_path_factory):
    one = Stack(request.param, tmp_path_factory.mktemp(request.param))
    try:
        one.start_node()
        yield one
    finally:
        one.close()


@pytest.fixture
def ada(stack):
    return stack.person("Ada")


@pytest.fixture
def ben(stack):
    return stack.person("Ben")


@pytest.fixture
def desk(ada):
    return Desk(ada)


@pytest.fixture
def shared(desk, ben):
    """A desk with two people at it."""
    desk.add_member(ben)
    return desk


@pytest.mark.parametrize("in_header", [True, False], ids=["in the header", "in the first message"])
def test_who_proves_who_they_are_is_welcome(ada, in_header):
    with Follower(ada, in_header=in_header) as follower:
        log = follower.welcome.pop("log")
        assert str(uuid.UUID(log)) == log
        assert follower.welcome == {"type": "welcome", "user": ada.user, "heartbeat_seconds": 20}


def test_a_wrong_token_is_refused_and_the_connection_closed(ada):
    connection = websocket.create_connection(
        ada.node.url.replace("http", "ws", 1) + "/api/v1/live",
        timeout=WAIT_SECONDS,
        http_no_proxy=["127.0.0.1"],
    )
    connection.send(json.dumps({"type": "authenticate", "token": ada.token[:-4] + "AAAA"}))
    assert json.loads(connection.recv())["code"] == "unauthenticated"
    assert connection.recv_data()[0] == websocket.ABNF.OPCODE_CLOSE
    connection.close()


def test_nothing_is_said_before_authentication(ada, desk):
    connection = websocket.create_connection(
        ada.node.url.replace("http", "ws", 1) + "/api/v1/live",
        timeout=WAIT_SECONDS,
        http_no_proxy=["127.0.0.1"],
    )
    connection.send(json.dumps({"type": "subscribe", "id": 1, "topic": desk.board}))
    assert json.loads(connection.recv())["code"] == "unauthenticated"
    connection.close()


def test_a_snapshot_is_what_the_board_answers(ada, desk):
    with Follower(ada, desk.board) as follower:
        answer = ada.get(f"/projects/{desk.project}/board")
        assert follower.held[desk.board].board() == board_of(answer)
        assert follower.held[desk.board].position == answer.data["position"]
        assert len(follower.held[desk.board].of_kind("card")) == 3


def test_a_move_arrives_at_another_client_with_the_request_of_the_mover(ada, ben, shared):
    with Follower(ada, shared.board) as follower:
        moved = ben.move_task(shared.tasks[0], shared.statuses[2])
        delta = follower.wait(lambda message: message["type"] == "delta")
        assert delta["position"] == moved.meta["position"]
        assert delta["cause"] == {
            "actor": ben.user,
            "event": "TaskMoved",
            "request_id": moved.headers["X-Request-Id"],
        }
        (change,) = delta["changes"]
        assert (change["op"], change["kind"], change["id"]) == ("upsert", "card", shared.tasks[0])
        assert change["data"]["status"] == shared.statuses[2]


def test_deltas_are_a_chain_in_the_order_of_the_log(ada, ben, shared):
    with Follower(ada, shared.board) as follower:
        before = follower.held[shared.board].position
        positions = [
            ben.move_task(shared.tasks[turn % 3], shared.statuses[turn % 4]).meta["position"]
            for turn in range(20)
        ]
        follower.reach(shared.board, positions[-1])
        deltas = follower.deltas(shared.board)
        assert [delta["previous"] for delta in deltas] == [
            before,
            *(delta["position"] for delta in deltas[:-1]),
        ]
        assert [delta["position"] for delta in deltas] == list(dict.fromkeys(positions))


def test_who_comes_back_gets_only_what_was_missed(ada, ben, shared):
    with Follower(ada, shared.board) as follower:
        follower.drop()
        last = [ben.move_task(task, shared.statuses[1]) for task in shared.tasks][-1]
        # The deltas are in memory once somebody else has them.
        with Follower(ben, shared.board) as other:
            other.reach(shared.board, last.meta["position"])
        since = follower.mark()
        answer = follower.reconnect()[shared.board]
        assert answer["type"] == "resumed", answer
        assert answer["position"] == last.meta["position"]
        follower.reach(shared.board, last.meta["position"])
        assert len(follower.deltas(shared.board, since)) == 3
        assert follower.held[shared.board].board() == board_of(
            ada.get(f"/projects/{shared.project}/board", last)
        )


def test_who_was_away_too_long_gets_a_snapshot(ada, ben, shared):
    with Follower(ada, shared.board) as follower:
        old = follower.held[shared.board].position
        for turn in range(DELTAS_KEPT + 1):
            last = ben.patch(f"/tasks/{shared.tasks[0]}", {"title": f"Title {turn}"}).meta[
                "position"
            ]
        follower.reach(shared.board, last)
        answer = follower.subscribe(shared.board, after=old)
        assert (answer["type"], answer["position"]) == ("snapshot", last)


def test_the_activity_of_a_workspace_is_a_topic(ada, ben, shared):
    with Follower(ada, shared.activity) as follower:
        edited = ben.patch(f"/tasks/{shared.tasks[1]}", {"title": "Dredge the basin"})
        held = follower.reach(shared.activity, edited.meta["position"])
        entry = held.of_kind("activity")[str(edited.meta["position"])]
        assert entry["actor"] == {"id": ben.user, "name": "Ben"}
        assert entry["changes"][0]["after"] == "Dredge the basin"
        listed = ada.get(f"/workspaces/{shared.workspace}/activity", edited).data
        assert listed[0] == entry


def test_a_new_name_stands_in_what_happened_before(ada, ben, shared):
    ben.patch(f"/tasks/{shared.tasks[1]}", {"title": "Dredge the basin"})
    with Follower(ada, shared.activity, shared.board) as follower:
        ben.patch("/me", {"name": "Benjamin"})

        def names():
            entries = follower.held[shared.activity].of_kind("activity").values()
            return {one["actor"]["name"] for one in entries if one["actor"]["id"] == ben.user}

        wait_until(lambda: names() == {"Benjamin"}, "the name that Ben has now")
        resyncs = [one for one in follower.messages if one["type"] == "resync"]
        assert [(one["topic"], one["reason"]) for one in resyncs] == [(shared.activity, "changed")]


def test_a_person_sees_their_own_timer_and_workspaces(ada, ben, desk):
    with Follower(ben, "me") as follower:
        added = ada.add_member(desk.workspace, ben.email, "MEMBER").meta["position"]
        held = follower.reach("me", added)
        assert held.of_kind("workspace")[desk.workspace]["role"] == "MEMBER"
        started = ben.post("/timers/start", {"task": desk.tasks[0], "note": "tide tables"}).meta[
            "position"
        ]
        timer = follower.reach("me", started).of_kind("timer")[desk.workspace]
        assert (timer["task"], timer["note"]) == (desk.tasks[0], "tide tables")
        stopped = ben.post("/timers/stop", {"workspace": desk.workspace}).meta["position"]
        assert desk.workspace not in follower.reach("me", stopped).of_kind("timer")
        removed = ada.delete(f"/workspaces/{desk.workspace}/members/{ben.user}").meta["position"]
        assert desk.workspace not in follower.reach("me", removed).of_kind("workspace")


def test_what_is_foreign_is_told_as_what_does_not_exist(ada, ben, desk):
    nobody = "0199aaaa-0000-7000-8000-000000000000"
    with Follower(ben) as follower:
        errors = [
            follower.subscribe(topic)
            for topic in (
                desk.board,
                desk.activity,
                "board:" + nobody,
                "activity:" + nobody,
                "user:" + ada.user,
                "board:",
                "board",
                "",
                "access:" + desk.workspace,
                "me:" + ada.user,
                "board:" + desk.workspace,
            )
        ]
    assert {(error["type"], error["code"], error["message"]) for error in errors} == {
        ("error", "not_found", "There is nothing here.")
    }


def test_who_is_removed_is_told_at_once_and_sees_nothing_more(ada, ben, shared):
    with Follower(ben, shared.board, shared.activity) as follower, Follower(
        ada, shared.board
    ) as owner:
        ada.delete(f"/workspaces/{shared.workspace}/members/{ben.user}")
        for topic in (shared.board, shared.activity):
            error = follower.wait(
                lambda message, wanted=topic: message["type"] == "error"
                and message["topic"] == wanted
            )
            assert error["code"] == "not_found"
        since = follower.mark()
        moved = ada.move_task(shared.tasks[0], shared.statuses[3]).meta["position"]
        owner.reach(shared.board, moved)
        follower.send(type="ping")
        follower.wait(lambda message: message["type"] == "pong", since)
        assert not follower.deltas(shared.board, since) and not follower.deltas(
            shared.activity, since
        )
        assert follower.subscribe(shared.board)["code"] == "not_found"


def test_after_unsubscribing_nothing_comes(ada, desk):
    with Follower(ada, desk.board, desk.activity) as follower:
        follower.send(type="unsubscribe", topic=desk.board)
        moved = ada.move_task(desk.tasks[0], desk.statuses[1]).meta["position"]
        follower.reach(desk.activity, moved)
        follower.send(type="ping")
        follower.wait(lambda message: message["type"] == "pong")
        assert not follower.deltas(desk.board)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "7",
        "{",
        "ping",
        '{"type":"ping"} {"type":"ping"}',
        "{}",
        '{"type":"dance"}',
        '{"type":7}',
        '{"type":"subscribe"}',
        '{"type":"subscribe","topic":7}',
        '{"type":"subscribe","topic":"me","id":"x"}',
        '{"type":"subscribe","topic":"me","after":1.5}',
        '{"type":"subscribe","topic":"me","id":99999999999999999999}',
        '{"type":"ping","more":1}',
        '{"type":"authenticate"}',
        "[" * 30_000,
        '{"type":"ping","type":"ping"}',
    ],
    ids=lambda text: repr(text[:40]),
)
def test_a_malformed_message_is_answered_and_costs_nothing_else(ada, text):
    with Follower(ada) as follower:
        follower.socket.send(text)
        error = follower.wait(lambda message: message["type"] == "error")
        assert error["code"] == "malformed_request" and error["message"]
        follower.send(type="ping")
        follower.wait(lambda message: message["type"] == "pong")


def test_a_connection_follows_200_topics_and_not_one_more(ada):
    workspace = ada.create_workspace("Many " + secrets.token_hex(4)).data["id"]
    for _ in range(TOPICS_PER_CONNECTION):
        last = ada.create_project(workspace, key="P" + secrets.token_hex(4).upper())
    topics, cursor = ["activity:" + workspace], ""
    settle(ada, f"/projects/{last.data['id']}", last.meta["position"])
    while cursor is not None:
        page = ada.get(f"/workspaces/{workspace}/projects?limit=200" + cursor)
        topics += ["board:" + project["id"] for project in page.data]
        cursor = "&cursor=" + page.meta["next_cursor"] if page.meta.get("next_cursor") else None
    assert len(topics) == TOPICS_PER_CONNECTION + 1
    with Follower(ada) as follower:
        # All at once, so that none is decided before the others are asked for.
        for number, topic in enumerate(topics):
            follower.send(type="subscribe", id=1000 + number, topic=topic)
        answers = [
            follower.wait(lambda message, wanted=number: message.get("id") == 1000 + wanted)
            for number in range(len(topics))
        ]
        refused = [answer for answer in answers if answer["type"] == "error"]
        assert [answer["code"] for answer in refused] == ["too_many_topics"]
        # One that is followed already is not one more; leaving one makes room.
        followed = next(topic for topic in topics if topic != refused[0]["topic"])
        assert follower.subscribe(followed)["type"] == "snapshot"
        follower.send(type="unsubscribe", topic=followed)
        assert follower.subscribe(refused[0]["topic"])["type"] == "snapshot"


class SleepingClient:
    """A WebSocket that after its snapshots reads nothing until it is told to."""

    def __init__(self, client, topics):
        self.connection = websocket.create_connection(
            client.node.url.replace("http", "ws", 1) + "/api/v1/live",
            timeout=WAIT_SECONDS,
            header=["Authorization: Bearer " + client.token],
            http_no_proxy=["127.0.0.1"],
        )
        assert self._receive()["type"] == "welcome"
        self.held = {topic: Held() for topic in topics}
        for number, topic in enumerate(topics):
            self.subscribe(topic, number)
            while self.held[topic].position is None:
                self.take()

    def subscribe(self, topic, number):
        self.connection.send(json.dumps({"type": "subscribe", "id": number, "topic": topic}))

    def take(self):
        """Reads one message, a snapshot, delta or resync, into what is held."""
        message = self._receive()
        assert message["type"] in ("snapshot", "delta", "resync"), message
        self.held[message["topic"]].take(message)
        return message

    def _receive(self):
        return json.loads(self.connection.recv())


def test_a_client_that_does_not_read_slows_nobody_and_is_brought_up_to_date(
    stack, ada, ben, shared
):
    shared.tasks += [
        ada.create_task(shared.project, "\N{SAILBOAT}" * 500).data["id"] for _ in range(40)
    ]
    shared.settle(ada.move_task(shared.tasks[0], shared.statuses[1]).meta["position"])
    sleeper = SleepingClient(ben, [shared.activity, shared.board])
    with Follower(ada, shared.board, shared.activity) as follower:
        before = stack.node.resident_bytes()
        # Each asks for 90 kB more: far more than the system and our queue of 1 MiB take, and all
        # together more than the node may grow. It is asked how it is each time, to keep up.
        for number in range(900):
            sleeper.subscribe(shared.board, number)
            lagging = figure(ada, "atelier_live_lagging")
        assert lagging > 0
        for task in shared.tasks[:20]:
            last = ada.move_task(task, shared.statuses[2]).meta["position"]
        follower.reach(shared.board, last)
        follower.reach(shared.activity, last)
        assert not follower.faults()
        grown = stack.node.resident_bytes() - before
        assert grown < stack.node.may_grow(64 << 20), f"{grown >> 20} MiB more"
        # Now it reads: after what was on its way it is told, and gets a snapshot.
        held, told = sleeper.held, set()
        while any(one.position is None or one.position < last for one in held.values()):
            message = sleeper.take()
            told |= {message["topic"]} if message["type"] == "resync" else set()
        assert shared.board in told
        assert held[shared.board].board() == follower.held[shared.board].board()
        assert not [one.faults for one in held.values() if one.faults]
    sleeper.connection.close()


def test_across_lost_connections_a_client_ends_up_with_what_the_board_answers(ada, ben, shared):
    chance = random.Random(7)
    done = threading.Event()
    failures = []

    def work():
        try:
            for turn in range(150):
                task = chance.choice(shared.tasks)
                if chance.random() < 0.2:
                    shared.tasks.append(ben.create_task(shared.project, f"More {turn}").data["id"])
                elif chance.random() < 0.3:
                    ben.patch(f"/tasks/{task}", {"title": f"Edited {turn}"})
                else:
                    ben.move_task(task, chance.choice(shared.statuses))
        except AssertionError as failure:
            failures.append(failure)
        finally:
            done.set()

    worker = threading.Thread(target=work)
    with Follower(ada, shared.board) as follower:
        worker.start()
        lost = 0
        while not done.is_set() or lost < 4:
            since = follower.mark()
            follower.reconnect()
            lost += 1
            wait_until(
                lambda since=since: done.is_set() or len(follower.deltas(shared.board, since)) > 10,
                "some deltas",
            )
        worker.join()
        assert not failures, failures
        answer = shared.settle(ben.move_task(shared.tasks[0], shared.statuses[0]).meta["position"])
        held = follower.reach(shared.board, answer.data["position"])
        assert held.board() == board_of(answer)
        assert not follower.faults()
