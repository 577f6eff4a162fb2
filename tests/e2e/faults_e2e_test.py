"""What happens when something breaks: broker, database, connections, the process, an event."""

import json
import shutil
import tempfile
import time
from pathlib import Path

import psycopg2
import pytest

from harness.follower import Follower, board_of, wait_until
from harness.load import Load, check_each_counts_once
from harness.node import Database, run
from harness.patience import patience
from harness.poison import append_event_nobody_knows
from harness.streaming import Broker, Cluster, Desk, Stack, as_user, settle

STOP_SECONDS = 10


@pytest.fixture
def stacks(tmp_path):
    """Makes stacks that are taken down at the end."""
    made = []

    def make(mode, **options):
        made.append(Stack(mode, tmp_path, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def broker(tmp_path):
    one = Broker(tmp_path / "kafka")
    yield one
    one.stop()


def test_commands_do_not_need_the_broker_and_reads_catch_up_when_it_comes(stacks, broker):
    # A broker that has an address and is not there yet.
    address = broker.reserve()
    stack = stacks("kafka", kafka=address)
    node = stack.start_node()
    ada = stack.person("Ada")
    workspace = ada.create_workspace("Without a broker").data["id"]
    project = ada.create_project(workspace)
    statuses = [status["id"] for status in project.data["statuses"]]
    task = ada.create_task(project.data["id"]).data["id"]
    moved = ada.move_task(task, statuses[1])
    assert node.is_running()
    broker.start()
    assert broker.address == address
    board = f"/projects/{project.data['id']}/board"
    answer = settle(ada, board, moved.meta["position"], seconds=40)
    assert [card["id"] for card in board_of(answer)[statuses[1]]] == [task]
    with Follower(ada, "board:" + project.data["id"]) as follower:
        broker.kill()
        positions = [ada.move_task(task, statuses[turn % 4]).meta["position"] for turn in range(8)]
        late = ada.request("GET", board, headers={"Atelier-After": str(positions[-1])})
        assert late.status == 200 and late.headers["Atelier-Stale"] == "true"
        # What a rebuild takes from the log goes past the broker, and must reach followers too.
        run("rebuild", "all", *stack.tool_arguments(), **stack.store.variables())
        broker.start()
        assert broker.address == address
        answer = settle(ada, board, positions[-1], seconds=40)
        held = follower.held["board:" + project.data["id"]]
        wait_until(lambda: held.board() == board_of(answer), "the follower has every change", 40)
        assert not follower.faults()


def test_a_broker_that_dies_under_load_costs_neither_events_nor_deltas(stacks, broker):
    broker.start()
    stack = stacks("kafka", kafka=broker.address)
    stack.start_node()
    ada = stack.person("Ada")
    desk = Desk(ada, tasks=1)
    with Follower(ada, desk.board) as follower:
        with Load([ada], desk.project, threads=2) as load:
            load.reach(20)
            broker.kill()
            load.reach(20)
        broker.start()
        # Nothing more is commanded: what was sent must arrive by itself.
        answer = settle(ada, f"/projects/{desk.project}/board", load.last_position())
        held = follower.reach(desk.board, load.last_position(), seconds=60)
        assert held.board() == board_of(answer)
        assert not follower.faults()


@pytest.fixture
def cluster():
    # Reachable for the server's user, who is another one when we are root.
    folder = Path(tempfile.mkdtemp(prefix="atelier-e2e-"))
    folder.chmod(0o755)
    one = Cluster(folder / "postgres")
    yield one
    one.stop()
    shutil.rmtree(folder, ignore_errors=True)


def test_without_the_database_it_answers_503_and_recovers_by_itself(cluster, stacks):
    stack = stacks("database", store=Database(cluster.start()))
    node = stack.start_node()
    ada = stack.person("Ada")
    desk = Desk(ada)
    with Follower(ada, desk.board) as follower:
        cluster.stop()
        ways = [
            lambda: ada.request("PATCH", f"/tasks/{desk.tasks[0]}", {"title": "Lost"}),
            lambda: ada.request("POST", f"/projects/{desk.project}/tasks", {"title": "Lost"}),
            lambda: ada.request("GET", f"/tasks/{desk.tasks[0]}"),
            lambda: ada.request("GET", f"/workspaces/{desk.workspace}/activity"),
            lambda: ada.request(
                "POST", "/auth/login", {"email": ada.email, "password": "wrong password"}
            ),
            lambda: ada.request("POST", "/workspaces", {"name": "Lost"}),
            lambda: ada.request("GET", "/workspaces", headers={"Atelier-After": "1000000"}),
            lambda: ada.request("GET", "/health/ready"),
        ]
        for ask in ways:
            began = time.monotonic()
            answer = ask()
            assert (answer.status, answer.code) == (503, "unavailable"), answer
            assert int(answer.headers["Retry-After"]) > 0
            assert time.monotonic() - began < patience(10)
        assert ada.request("GET", "/health/live").status == 200
        assert follower.subscribe(desk.activity)["code"] == "unavailable"
        cluster.start()
        wait_until(
            lambda: ada.request("GET", "/health/ready").status == 200, "the node is ready again"
        )
        moved = ada.move_task(desk.tasks[0], desk.statuses[1])
        held = follower.reach(desk.board, moved.meta["position"])
        assert held.board() == board_of(desk.settle(moved.meta["position"]))
        titles = {task["title"] for task in ada.get(f"/projects/{desk.project}/tasks", moved).data}
        # What was answered 503 never reached the database here.
        assert titles == {"Task 0", "Task 1", "Task 2"}
    assert node.is_running()


@pytest.mark.parametrize("mode", ["database", "kafka"])
def test_connections_that_are_cut_under_load_cost_no_command(stacks, mode):
    stack = stacks(mode)
    stack.start_node()
    ada = stack.person("Ada")
    desk = Desk(ada, tasks=0)
    with Follower(ada, desk.board) as follower, Load([ada], desk.project, threads=6) as load:
        admin = psycopg2.connect(stack.store.owner_url)
        admin.autocommit = True
        with admin.cursor() as cursor:
            for _ in range(15):
                load.reach(12)
                cursor.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity "
                    "where datname = current_database() and pid <> pg_backend_pid()"
                )
        admin.close()
        load.reach(20)
        load.stop()
        answer = settle(ada, f"/projects/{desk.project}/board", load.last_position())
        held = follower.reach(desk.board, load.last_position())
        assert held.board() == board_of(answer)
    check_each_counts_once(load, ada, desk.project)


def test_after_a_crash_everything_acknowledged_is_there_and_live_goes_on(stacks):
    stack = stacks("embedded")
    first = stack.start_node()
    ada = stack.person("Ada")
    desk = Desk(ada, tasks=1)
    with Follower(ada, desk.board) as follower:
        with Load([ada], desk.project) as load:
            load.reach(100)
            first.kill()
            # Whoever asks now gets no answer; the load goes on at the next process.
            second = stack.start_node()
            ada = as_user(ada, second)
            load.people = [ada]
            load.reach(50)
        follower.reconnect(ada)
        answer = settle(ada, f"/projects/{desk.project}/board", load.last_position())
        moved = ada.move_task(desk.tasks[0], desk.statuses[2])
        held = follower.reach(desk.board, moved.meta["position"])
        assert held.board() == board_of(
            settle(ada, f"/projects/{desk.project}/board", moved.meta["position"])
        )
        assert not follower.faults()
    tasks = check_each_counts_once(load, ada, desk.project)
    assert {card["id"] for cards in board_of(answer).values() for card in cards} == {
        task["id"] for task in tasks
    }
    second.stop()
    assert not (stack.store.folder / "postgres" / "postmaster.pid").exists()


@pytest.mark.parametrize("mode", ["embedded", "kafka"])
def test_it_ends_within_its_bound_and_answers_what_it_has_taken(stacks, mode):
    stack = stacks(mode)
    first = stack.start_node()
    ada = stack.person("Ada")
    desk = Desk(ada, tasks=0)
    with Follower(ada, desk.board) as follower, Load([ada], desk.project, threads=6) as load:
        load.reach(60)
        began = time.monotonic()
        first.stop()
        assert time.monotonic() - began < STOP_SECONDS
        wait_until(lambda: follower.is_ended, "the live connection is closed")
        second = stack.start_node()
        load.people = [as_user(ada, second)]
        load.reach(20)
    ada = as_user(ada, second)
    settle(ada, f"/projects/{desk.project}/board", load.last_position())
    check_each_counts_once(load, ada, desk.project)


def parked(stack):
    """What `atelier projections` shows: the read models that parked, each with its streams."""
    shown = run("projections", "--json", *stack.tool_arguments(), **stack.store.variables())
    return {model["name"]: model["parked"] for model in json.loads(shown.out)["models"]}


@pytest.mark.parametrize("mode", ["database", "kafka"])
def test_an_event_that_nobody_can_read_parks_its_stream_and_nothing_else(stacks, mode):
    stack = stacks(mode)
    node = stack.start_node()
    ada = stack.person("Ada")
    desk = Desk(ada)
    broken, sound = desk.tasks[0], desk.tasks[1]
    position = append_event_nobody_knows(stack.store, broken)
    # The node has an older version in memory; whatever it answers, it is no 500.
    refused = ada.request("PATCH", f"/tasks/{broken}", {"title": "Behind the unknown"})
    assert refused.status in (200, 503), refused
    with Follower(ada, desk.board) as follower:
        moved = ada.move_task(sound, desk.statuses[1])
        held = follower.reach(desk.board, moved.meta["position"])
        assert held.of_kind("card")[sound]["status"] == desk.statuses[1]
    answer = desk.settle(moved.meta["position"])
    assert sound in [card["id"] for card in board_of(answer)[desk.statuses[1]]]
    shown = parked(stack)
    assert shown and all(events for events in shown.values()), shown
    for events in shown.values():
        assert {event["stream"] for event in events} == {"task-" + broken}
        assert events[0]["position"] == position and "TaskTeleported" in events[0]["reason"]
    table = run("projections", *stack.tool_arguments(), **stack.store.variables()).out
    assert broken in table
    # Trying again changes nothing, and says so.
    run("projections", "retry", "board", *stack.tool_arguments(), **stack.store.variables())
    wait_until(
        lambda: not any(event["retry"] for event in parked(stack)["board"]), "it was tried again"
    )
    assert parked(stack) == {**shown, "board": parked(stack)["board"]}
    assert parked(stack)["board"][0]["position"] == position
    moved = ada.move_task(sound, desk.statuses[2])
    desk.settle(moved.meta["position"])
    assert node.is_running()
