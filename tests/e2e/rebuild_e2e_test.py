"""Rebuilds while people work: nobody notices, what is killed goes on, versions change by themselves."""

import json
import signal
import subprocess
import threading

import psycopg2
import pytest

from harness.follower import Follower, board_of, wait_until
from harness.load import Load
from harness.node import binary, environment, run
from harness.streaming import Desk, Stack, as_user, settle

MODELS = ("activity", "board", "directory", "task", "timer")
BUSY = 9


@pytest.fixture
def stacks(tmp_path):
    made = []

    def make(mode):
        made.append(Stack(mode, tmp_path))
        return made[-1]

    yield make
    for one in made:
        one.close()


def tool(stack, *arguments, expect=0):
    return run(*arguments, *stack.tool_arguments(), expect=expect, **stack.store.variables())


def models_of(stack):
    shown = json.loads(tool(stack, "projections", "--json").out)
    return {model["name"]: model for model in shown["models"]}


class Reader:
    """Reads without a pause, and notes when an answer is not 200 or goes back."""

    def __init__(self, client, desk):
        self.client, self.desk = client, desk
        self.failures, self.rounds = [], 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._done.set()
        self._thread.join(60)

    def _work(self):
        seen = {}
        try:
            while not self._done.is_set():
                self._check(seen, "board", *self._board())
                self._check(seen, "tasks", *self._newest("tasks?sort=-number", "number"))
                self._check(seen, "activity", *self._newest("activity", "position"))
                self.rounds += 1
        except Exception as failure:  # the test reports it
            self.failures.append(failure)

    def _check(self, seen, what, newest, position):
        before = seen.get(what, (0, 0))
        assert newest >= before[0], f"{what} went back from {before[0]} to {newest}"
        assert position >= before[1], f"{what}: position {before[1]}, then {position}"
        seen[what] = (newest, position)

    def _board(self):
        answer = self.client.get(f"/projects/{self.desk.project}/board")
        return sum(map(len, board_of(answer).values())), answer.data["position"]

    def _newest(self, path, member):
        answer = self.client.get(f"/projects/{self.desk.project}/{path}")
        return max((one[member] for one in answer.data), default=0), int(
            answer.headers["Atelier-Position"]
        )


def is_what_comes_anew(held, fresh):
    """Of an activity a snapshot has the last entries only; who follows keeps what came before."""
    mine = {key: held.entities.get(key) for key in fresh.entities}
    is_open_ended = any(kind == "activity" for kind, _ in fresh.entities)
    return mine == fresh.entities and (is_open_ended or held.entities.keys() == mine.keys())


def is_named(person, desk):
    """Whether the read models know a name for who did what: partitions are read beside each other."""
    entries = person.get(f"/workspaces/{desk.workspace}/activity").data
    return entries and all(entry["actor"]["name"] != "?" for entry in entries)


@pytest.mark.parametrize("mode", ["database", "kafka"])
def test_readers_and_live_clients_notice_nothing_of_a_rebuild(stacks, mode):
    stack = stacks(mode)
    stack.start_node()
    ada = stack.person("Ada")
    desk = Desk(ada)
    topics = (desk.board, desk.activity, "task:" + desk.tasks[0], "me")
    wait_until(lambda: is_named(ada, desk), "a person with a name")
    with Follower(ada, *topics) as follower, Load([ada], desk.project, threads=2) as load:
        with Reader(as_user(ada, stack.node), desk) as reader:
            for turn in range(3):
                load.reach(20)
                tool(stack, "rebuild", "all")
                ada.patch(f"/tasks/{desk.tasks[0]}", {"title": f"After rebuild {turn}"})
                load.reach(5)
        load.stop()
        assert not reader.failures, reader.failures
        assert reader.rounds > 3
        answer = settle(ada, f"/projects/{desk.project}/board", load.last_position())
        held = follower.reach(desk.board, answer.data["position"])
        assert held.board() == board_of(answer)
        with Follower(ada, *topics) as fresh:
            for topic in topics:
                wait_until(
                    lambda topic=topic: is_what_comes_anew(follower.held[topic], fresh.held[topic]),
                    f"{topic} is what somebody gets who comes anew",
                )
        assert not follower.faults()
        assert not [one for one in follower.messages if one["type"] == "resync"]
    shown = models_of(stack)
    assert all("rebuild" not in shown[name] for name in MODELS)
    tool(stack, "verify", "all")


def test_a_rebuild_goes_no_further_than_what_was_said_live(stacks):
    """While nobody projects, a rebuild must not take in what followers were not told."""
    stack = stacks("kafka")
    serving = stack.start_node("--roles", "api,publisher,worker")
    projecting = stack.start_node("--roles", "projector", listens=False)
    ada = stack.person("Ada", serving)
    desk = Desk(ada)
    with Follower(ada, desk.board) as follower:
        follower.reach(desk.board, desk.position)
        follower.drop()
        projecting.stop()
        moved = ada.move_task(desk.tasks[0], desk.statuses[1])
        tool(stack, "rebuild", "all")
        assert models_of(stack)["board"]["position"] < moved.meta["position"]
        # Who comes back just now is told nothing, as nothing was said; and then everything is.
        follower.reconnect()
        stack.start_node("--roles", "projector", listens=False)
        held = follower.reach(desk.board, moved.meta["position"])
        assert held.of_kind("card")[desk.tasks[0]]["status"] == desk.statuses[1]
        assert not follower.faults()


def rows_of(database, name):
    """Every row of a read model."""
    tables = database.query(
        "select table_name from information_schema.tables where table_schema = %s order by 1", name
    )
    return {
        table: database.query(f"select t::text from {name}.{table} t order by 1")
        for (table,) in tables
    }


def schemas_of(database):
    return {
        name
        for (name,) in database.query(
            "select nspname from pg_namespace where nspname like '%%\\_shadow' or "
            "nspname like '%%\\_old' or nspname like 'pg\\_temp%%' and false"
        )
    }


def fill(database, owner, project, count):
    """Many events of one workspace, appended as a batch of edits would be."""
    task = owner.create_task(project, "Edited often").data["id"]
    connection = psycopg2.connect(database.owner_url)
    with connection, connection.cursor() as cursor:
        cursor.execute(
            """
            insert into log.events
            select h.position + n, gen_random_uuid(), e.stream, s.version + n, 'TaskEdited', v.newest,
                   e.workspace_id, json_build_object('title', 'Title ' || n)::text, e.metadata,
                   e.recorded_at, log.chain_hash(h.hash, e)
            from log.head h, log.streams s
            join log.events e on e.stream = s.stream and e.version = s.version,
            (select max(schema_version) as newest from log.events where type = 'TaskEdited') v,
            generate_series(1, %s) n
            where s.stream = %s""",
            (count, "task-" + task),
        )
        cursor.execute(
            "update log.streams set version = version + %s where stream = %s",
            (count, "task-" + task),
        )
        cursor.execute("update log.head set position = position + %s", (count,))
    connection.close()


# Where the rebuild is held when it is killed: as its row comes to this.
PLACES = {
    "before anything is saved": "old.position = 0 and new.phase = 'folding' and new.position > 0",
    "in the middle of folding": "old.position > 0 and new.position > old.position "
    "and new.phase = 'folding'",
    "when all is folded": "old.phase = 'folding' and new.phase = 'loaded'",
    "when the indexes are made": "old.phase = 'loaded' and new.phase = 'indexed'",
    "in the switch": "TG_OP = 'DELETE'",
}
HOLD = 4711


def hold_rebuild(database, place):
    """Whoever brings the row of a rebuild there waits for a lock that this connection has."""
    connection = psycopg2.connect(database.owner_url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"select pg_advisory_lock({HOLD})")
        # A waiter is cancelled with its client, as the session asks for.
        condition = PLACES[place]
        if place != "in the switch":
            condition = f"TG_OP = 'UPDATE' and {condition}"
        cursor.execute(
            f"""
            create or replace function projection.hold() returns trigger language plpgsql as $$
            begin
                if TG_OP = 'DELETE' then
                    if {condition if place == "in the switch" else "false"} then
                        perform pg_advisory_xact_lock({HOLD});
                    end if;
                    return old;
                end if;
                if {"false" if place == "in the switch" else condition} then
                    perform pg_advisory_xact_lock({HOLD});
                end if;
                return new;
            end $$;
            create or replace trigger hold before update or delete on projection.rebuilds
            for each row execute function projection.hold()"""
        )
    return connection


def is_held(database):
    return database.query(
        "select 1 from pg_locks where locktype = 'advisory' and not granted and objid = %s "
        "and database = (select oid from pg_database where datname = current_database())",
        HOLD,
    )


def start_rebuild(stack, *arguments):
    return subprocess.Popen(
        [binary(), "rebuild", "task", *arguments, *stack.tool_arguments()],
        env=environment(**stack.store.variables()),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_a_rebuild_that_is_killed_anywhere_goes_on_and_leaves_nothing_behind(stacks):
    stack = stacks("database")
    stack.start_node()
    ada = stack.person("Ada")
    desk = Desk(ada)
    ada.patch(f"/tasks/{desk.tasks[0]}", {"title": "Once"})
    fill(stack.store, ada, desk.project, 35_000)
    head = ada.patch(f"/tasks/{desk.tasks[0]}", {"title": "Twice"}).meta["position"]
    settle(ada, f"/projects/{desk.project}/board", head, 120)
    settle(ada, f"/projects/{desk.project}/tasks", head, 120)
    tool(stack, "rebuild", "task")
    expected = rows_of(stack.store, "task")
    for place in PLACES:
        holder = hold_rebuild(stack.store, place)
        rebuilding = start_rebuild(stack, "--save-every", "0")
        wait_until(lambda: is_held(stack.store), f"the rebuild is held {place}", 60)
        if place == "in the middle of folding":
            check_the_second_is_told(stack, rebuilding)
        rebuilding.send_signal(signal.SIGKILL)
        rebuilding.wait()
        saved = stack.store.query("select phase, position from projection.rebuilds")
        assert saved, place
        assert rows_of(stack.store, "task") == expected
        wait_until(lambda: not is_held(stack.store), "the killed one's session ends")
        with holder.cursor() as cursor:
            cursor.execute("drop trigger hold on projection.rebuilds")
        holder.close()
        again = tool(stack, "rebuild", "task").out
        if saved[0][1] > 0:
            assert f"went on after {saved[0][1]}" in again, again
        assert rows_of(stack.store, "task") == expected, place
        assert not schemas_of(stack.store), place
        assert not stack.store.query("select 1 from projection.rebuilds"), place
    tool(stack, "verify", "task")


def check_the_second_is_told(stack, first):
    second = tool(stack, "rebuild", "task", expect=BUSY)
    assert f"rebuild, process {first.pid} on " in second.err and "since 20" in second.err, second
    assert f"process {first.pid} on " in tool(stack, "projections").out
    shown = models_of(stack)["task"]["rebuild"]
    assert (shown["phase"], shown["target"] > 0) == ("folding", True), shown


def test_how_long_it_would_take_is_said_without_doing_anything(stacks):
    stack = stacks("database")
    stack.start_node()
    ada = stack.person("Ada")
    desk = Desk(ada)
    before = stack.store.query("select name, epoch from projection.checkpoints order by 1")
    said = tool(stack, "rebuild", "all", "--dry-run").out
    for name in MODELS:
        assert f"{name}: " in said
    assert " events, about " in said and "Nothing was changed." in said
    assert stack.store.query("select name, epoch from projection.checkpoints order by 1") == before
    assert not schemas_of(stack.store)
    assert desk.settle().status == 200


def make_outdated(database, name):
    """As an older version of the program would have left it."""
    connection = psycopg2.connect(database.owner_url)
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "update projection.checkpoints set model_version = 0, epoch = epoch + 1 where name = %s",
            (name,),
        )
    connection.close()


@pytest.mark.parametrize("mode", ["database", "kafka"])
def test_a_read_model_of_an_older_version_is_rebuilt_beside_itself_at_the_start(stacks, mode):
    stack = stacks(mode)
    first = stack.start_node()
    ada = stack.person("Ada")
    desk = Desk(ada)
    desk.settle()
    first.stop()
    version = models_of(stack)["board"]["version"]
    make_outdated(stack.store, "board")
    holder = hold_rebuild(stack.store, "when all is folded")
    nodes = [stack.start_node(), stack.start_node()]
    wait_until(lambda: is_held(stack.store), "one of them rebuilds", 60)
    ada = as_user(ada, nodes[0])
    assert ada.request("GET", "/health/ready").status == 200
    # The old rows answer, and the other read models go on.
    moved = ada.move_task(desk.tasks[0], desk.statuses[1])
    tasks = settle(ada, f"/projects/{desk.project}/tasks", moved.meta["position"])
    assert {task["status"] for task in tasks.data if task["id"] == desk.tasks[0]} == {
        desk.statuses[1]
    }
    old = ada.get(f"/projects/{desk.project}/board")
    assert desk.tasks[0] in [card["id"] for card in board_of(old)[desk.statuses[0]]]
    shown = models_of(stack)["board"]
    assert (shown["version"], shown["rebuild"]["version"]) == (0, version)
    assert f"board: version {version} is made beside version 0" in tool(stack, "projections").out
    with holder.cursor() as cursor:
        cursor.execute(f"select pg_advisory_unlock({HOLD})")
    holder.close()
    answer = settle(ada, f"/projects/{desk.project}/board", moved.meta["position"])
    assert desk.tasks[0] in [card["id"] for card in board_of(answer)[desk.statuses[1]]]
    shown = models_of(stack)["board"]
    assert (shown["version"], shown.get("rebuild")) == (version, None)
    tool(stack, "verify", "all")


def test_a_node_of_another_version_writes_nothing_into_a_read_model_that_it_does_not_know(stacks):
    stack = stacks("database")
    stack.start_node()
    ada = stack.person("Ada")
    desk = Desk(ada)
    # A newer program has switched: as seen by this one, the version is not its own any more.
    stack.store.query(
        "update projection.checkpoints set model_version = 99, epoch = epoch + 1 "
        "where name = 'board' returning 1"
    )
    before = rows_of(stack.store, "board")
    moved = ada.move_task(desk.tasks[0], desk.statuses[1])
    settle(ada, f"/projects/{desk.project}/tasks", moved.meta["position"])
    assert rows_of(stack.store, "board") == before
    assert models_of(stack)["board"]["version"] == 99
    # Who goes back for good says so.
    tool(stack, "rebuild", "board")
    answer = settle(ada, f"/projects/{desk.project}/board", moved.meta["position"])
    assert desk.tasks[0] in [card["id"] for card in board_of(answer)[desk.statuses[1]]]
