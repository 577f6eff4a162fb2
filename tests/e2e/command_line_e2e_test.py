"""The commands beside `serve`: what they print, what they change, and how they end."""

import contextlib
import json
import re
import signal
import subprocess
import threading

import psycopg2
import pytest

from harness.follower import wait_until
from harness.node import Database, binary, environment, run
from harness.streaming import Cluster

COMMANDS = (
    "serve",
    "migrate",
    "config",
    "replay",
    "rebuild",
    "verify",
    "checkpoint",
    "projections",
    "import",
    "watch",
    "demo",
)
READ_MODELS = {"directory", "board", "task", "activity", "timer"}


@pytest.fixture(scope="module")
def harbour(world):
    """A workspace with a slug, a project and a task with some history."""

    class Harbour:
        owner = world.owner
        answer = world.owner.create_workspace("Old harbour", slug="old-harbour")
        workspace, slug = answer.data["id"], "old-harbour"
        project = world.owner.create_project(workspace, "Pier", key="PIER").data
        task = world.owner.create_task(project["id"], "Mend the rope").data["id"]

    owner = Harbour.owner
    owner.add_member(Harbour.workspace, world.admin.email, "ADMIN")
    owner.move_task(Harbour.task, Harbour.project["statuses"][1]["id"])
    Harbour.last = world.admin.patch(f"/tasks/{Harbour.task}", {"title": "Mend the ropes"}).meta[
        "position"
    ]
    return Harbour


def lines(done):
    return [json.loads(line) for line in done.out.split("\n") if line]


def head(database):
    return database.query("select position from log.head")[0][0]


# Help and settings


def test_help_names_every_command_and_the_exit_codes():
    out = run("--help").out
    for command in COMMANDS:
        assert re.search(rf"^\s+{command}\s", out, re.MULTILINE), command
    assert "Exit codes" in out and "ATELIER_MASTER_KEY" in out
    assert run("--version").out.startswith("atelier ")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_has_examples(command):
    assert f"  atelier {command}" in run(command, "--help").out


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nothing",),
        ("serve", "--nothing"),
        ("replay", "--limit", "0"),
        ("replay", "--since", "yesterday"),
        ("replay", "--type", "Nothing"),
        ("replay", "--format", "xml"),
        ("replay", "--time-zone", "Moon"),
        ("replay", "--stream", "x"),
        ("rebuild",),
        ("import",),
        ("import", "trello"),
        ("config", "--listen", "here"),
        ("config", "--roles", "api,king"),
        ("config", "--database", "mysql://x"),
        ("config", "--kafka", "x"),
        ("config", "--log-level", "loud"),
        ("watch", "me"),
        ("projections", "retry"),
        ("serve", "--listen", "127.0.0.1:99999"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_why(arguments):
    done = run(*arguments, expect=2)
    assert (done.err + done.out).strip()


def test_config_shows_every_setting_and_where_it_comes_from():
    done = run(
        "config",
        "--json",
        "--listen",
        "0.0.0.0:80",
        ATELIER_ROLES="api",
        ATELIER_DATABASE="postgresql://atelier:secret@db.example/atelier",
    )
    settings = {one["name"]: one for one in json.loads(done.out)}
    assert settings["listen"]["value"] == "0.0.0.0:80"
    assert settings["roles"]["value"] == "api"
    assert len({one["source"] for one in settings.values()}) == 3
    assert "secret" not in done.out and "db.example" in done.out
    table = run("config", "--listen", "[::1]:81").out
    assert "[::1]:81" in table and "flag" in table and "default" in table


def test_a_flag_wins_over_a_variable():
    assert (
        "127.0.0.1:1234"
        in run("config", "--listen", "127.0.0.1:1234", ATELIER_LISTEN="127.0.0.1:99").out
    )
    done = run("config", expect=2, ATELIER_LISTEN="nowhere", ATELIER_ROLES="king")
    assert "ATELIER_LISTEN" in done.err and "ATELIER_ROLES" in done.err


# Databases


def test_migrating_twice_changes_nothing_the_second_time():
    store = Database()
    try:
        before = store.query("select version, applied_at from migration.applied order by version")
        assert "already" in run("migrate", "--database", store.owner_url).out
        assert (
            store.query("select version, applied_at from migration.applied order by version")
            == before
        )
    finally:
        store.drop()


def test_two_databases_of_one_cluster_are_migrated_at_the_same_time(folder):
    cluster = Cluster(folder / "cluster")
    address = cluster.start()
    try:
        store = Database(address, migrated=False)
        # The role of the service belongs to all of the cluster; the other migration makes it first.
        other = psycopg2.connect(address)
        other.cursor().execute("create role atelier login")
        migrating = subprocess.Popen(
            [binary(), "migrate", "--database", store.owner_url],
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        wait_until(
            lambda: store.query(
                """select 1 from pg_stat_activity
                where datname = current_database() and wait_event_type = 'Lock'"""
            ),
            "the migration waits for the other one",
        )
        other.commit()
        errors = migrating.communicate()[1]
        assert migrating.returncode == 0, errors
        other.close()
        assert store.query("select max(version) from migration.applied")[0][0] > 0
    finally:
        cluster.stop()


def test_a_database_that_is_newer_than_the_program_is_refused(folder):
    store = Database()
    try:
        store.query(
            "insert into migration.applied (version, name) values (999, 'future') returning version"
        )
        assert run("migrate", "--database", store.owner_url, expect=1).err
        assert run(
            "serve", "--listen", "127.0.0.1:0", *store.arguments(), expect=1, **store.variables()
        ).err
    finally:
        store.drop()


def test_a_database_that_is_not_there_ends_with_3():
    for command in (
        ("replay",),
        ("projections",),
        ("rebuild", "all"),
        ("serve", "--listen", "127.0.0.1:0"),
    ):
        done = run(
            *command,
            "--database",
            "postgresql://atelier@127.0.0.1:1/none",
            expect=3,
            ATELIER_MASTER_KEY="ab" * 32,
        )
        assert done.err.startswith("atelier: ") or "atelier: " in done.err


def test_a_database_without_its_master_key_or_with_another_is_refused(node, database):
    assert "ATELIER_MASTER_KEY" in run("replay", *database.arguments(), expect=2).err
    done = run("replay", *database.arguments(), expect=1, ATELIER_MASTER_KEY="ab" * 32)
    assert "master key" in done.err and "ab" * 32 not in done.err
    assert run("replay", *database.arguments(), expect=2, ATELIER_MASTER_KEY="short").err


def test_a_data_folder_that_is_not_there_is_refused_and_not_made(folder):
    nowhere = folder / "nowhere"
    assert str(nowhere) in run("replay", "--data", nowhere, expect=4).err
    assert not nowhere.exists()


# Replay


def test_replay_prints_the_whole_log_in_order(tool, harbour, database):
    events = lines(tool("replay", "--format", "json"))
    assert [event["position"] for event in events] == list(range(1, head(database) + 1))
    assert all(event["summary"] and event["type"] and event["stream"] for event in events)
    human = tool("replay").out.splitlines()
    assert len(human) == len(events)
    assert "Owner" in human[-1] or "Admin" in human[-1]


def test_replay_of_a_workspace_says_who_did_what_when_and_from_where(tool, harbour, world):
    events = lines(tool("replay", "--workspace", harbour.slug, "--format", "json"))
    assert {event["workspace_id"] for event in events} == {harbour.workspace}
    types = [event["type"] for event in events]
    assert types == [
        "WorkspaceCreated",
        "ProjectCreated",
        "TaskCreated",
        "MemberAdded",
        "TaskMoved",
        "TaskEdited",
    ]
    assert (
        events[-1]["actor_name"] == "Admin"
        and events[-1]["metadata"]["origin"]["address"] == "127.0.0.1"
    )
    assert events == lines(tool("replay", "--workspace", harbour.workspace, "--format", "json"))
    human = tool("replay", "--workspace", harbour.slug).out
    assert (
        "Mend the ropes" in human
        and "In progress" in human
        and "127.0.0.1" in human
        and "Admin" in human
    )


@pytest.mark.parametrize(
    "filters, types",
    [
        (["--type", "TaskMoved"], ["TaskMoved"]),
        (["--type", "TaskMoved", "--type", "TaskEdited"], ["TaskMoved", "TaskEdited"]),
        (["--task", "PIER-1"], ["TaskCreated", "TaskMoved", "TaskEdited"]),
        (["--limit", "2"], ["WorkspaceCreated", "ProjectCreated"]),
        (["--since", "2000-01-01", "--until", "2001-01-01T00:00:00Z"], []),
        (["--since", "2999-01-01"], []),
    ],
)
def test_replay_filters_hold_together(tool, harbour, filters, types):
    done = tool("replay", "--workspace", harbour.slug, "--format", "json", *filters)
    assert [event["type"] for event in lines(done)] == types


def test_replay_by_stream_person_and_position(tool, harbour, world):
    of_stream = lines(tool("replay", "--stream", f"task-{harbour.task}", "--format", "json"))
    assert [event["type"] for event in of_stream] == ["TaskCreated", "TaskMoved", "TaskEdited"]
    by_person = lines(
        tool(
            "replay", "--person", world.admin.email, "--workspace", harbour.slug, "--format", "json"
        )
    )
    assert [event["type"] for event in by_person] == ["MemberAdded", "TaskEdited"]
    part = lines(tool("replay", "--from", harbour.last, "--to", harbour.last, "--format", "json"))
    assert [(event["position"], event["type"]) for event in part] == [(harbour.last, "TaskEdited")]


def test_replay_shows_times_in_the_zone_asked_for(tool, harbour):
    arguments = ("replay", "--from", harbour.last, "--to", harbour.last)
    assert "+0000" in tool(*arguments).out
    assert re.search(r"\+0[12]00", tool(*arguments, "--time-zone", "Europe/Berlin").out)


def test_what_people_wrote_cannot_forge_a_line_of_the_replay_or_steer_the_terminal(tool, harbour):
    evil = "Rope\n    9999  2026-01-01 00:00:00 +0000  Admin deleted everything\x1b[2J\x1b]0;x\x07\r\u009b31m\u202e\u2028\u2066"
    created = harbour.owner.create_task(harbour.project["id"], evil)
    position = created.meta["position"]
    harbour.owner.patch(
        f"/tasks/{created.data['id']}",
        {"description": evil},
        headers={"User-Agent": "x\u009b31m".encode()},
    )
    done = tool("replay", "--from", position, "--to", position + 1)
    assert len(done.out.splitlines()) == done.out.count("\n") == 2, done
    assert not re.search(
        r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", done.out
    ), done.out.encode()
    as_json = lines(tool("replay", "--from", position, "--to", position, "--format", "json"))
    assert as_json[0]["data"]["title"] == evil


def test_replay_of_what_is_not_there_is_refused(tool, node):
    for arguments in (
        ("--workspace", "no-such-slug"),
        ("--person", "nobody@nowhere.example"),
        ("--task", "NONE-1"),
    ):
        assert tool("replay", *arguments, expect=4).err


def test_replay_into_a_pipe_that_closes_ends_quietly(database, harbour):
    command = f"'{binary()}' replay --database '{database.service_url}' | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        env=environment(**database.variables()),
        text=True,
        capture_output=True,
        timeout=60,
    )
    assert len(done.stdout.splitlines()) == 1 and done.stderr == ""


# Read models


def test_projections_show_each_read_model_and_its_lag(tool, harbour, database):
    harbour.owner.get("/workspaces", harbour.last)
    shown = json.loads(tool("projections", "--json").out)
    assert {model["name"] for model in shown["models"]} == READ_MODELS
    assert shown["head"] == head(database)
    assert all(model["parked"] == [] for model in shown["models"])
    table = tool("projections").out
    assert all(name in table for name in READ_MODELS) and "LAG" in table


def test_retrying_what_is_not_parked_says_so(tool):
    assert "Nothing is parked" in tool("projections", "retry", "board").out
    assert tool("projections", "retry", "nothing", expect=4).err


def tables(database):
    """Every row of every read model, as text."""
    rows = {}
    for schema, table in database.query(
        "select schemaname, tablename from pg_tables where schemaname = any(%s)", list(READ_MODELS)
    ):
        rows[schema, table] = sorted(
            row[0] for row in database.query(f'select t::text from "{schema}"."{table}" t')
        )
    return rows


@pytest.mark.parametrize("names", [["board"], ["board", "task"], ["all"]])
def test_a_rebuilt_read_model_is_the_same_as_before(tool, harbour, database, names):
    position = harbour.owner.patch(f"/tasks/{harbour.task}", {"title": "Mend " + " ".join(names)})
    harbour.owner.get(f"/tasks/{harbour.task}", position)
    harbour.owner.get(f"/workspaces/{harbour.workspace}/activity", position)
    harbour.owner.get(f"/projects/{harbour.project['id']}/board", position)
    before = tables(database)
    assert sum(map(len, before.values())) > 10
    out = tool("rebuild", *names).out
    assert tables(database) == before
    for name in READ_MODELS if names == ["all"] else names:
        assert re.search(rf"^{name}: \d", out, re.MULTILINE), out
    after = harbour.owner.create_task(harbour.project["id"], "After the rebuild")
    assert (
        harbour.owner.get(f"/tasks/{after.data['id']}", after).data["title"] == "After the rebuild"
    )
    harbour.owner.board(harbour.project["id"], after)


def test_the_service_answers_while_its_read_models_are_rebuilt(tool, harbour):
    done, failures = threading.Event(), []

    def use():
        client = harbour.owner.another(harbour.owner.token)
        number = 0
        while not done.is_set():
            number += 1
            created = client.create_task(harbour.project["id"], f"Meanwhile {number}")
            answer = client.get(f"/tasks/{created.data['id']}", created, expect=None)
            if answer.status != 200:
                failures.append(answer)
            if client.request("GET", f"/projects/{harbour.project['id']}/board").status != 200:
                failures.append("board")

    thread = threading.Thread(target=use)
    thread.start()
    try:
        for _ in range(3):
            tool("rebuild", "all")
    finally:
        done.set()
        thread.join()
    assert not failures, failures[:3]
    last = harbour.owner.create_task(harbour.project["id"], "Last of all")
    listed = harbour.owner.get(
        f"/projects/{harbour.project['id']}/tasks", last, query={"limit": 200}
    ).data
    numbers = [task["number"] for task in listed]
    assert numbers == sorted(set(numbers))


def test_an_unknown_read_model_is_refused(tool):
    assert "board" in tool("rebuild", "nothing", expect=4).err


# Watch


@contextlib.contextmanager
def watching(*arguments, **variables):
    """`atelier watch`, and its lines as they come."""
    process = subprocess.Popen(
        [binary(), "watch", *arguments],
        env=environment(**variables),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    guard = threading.Timer(60, process.kill)
    guard.start()
    try:
        yield process
    finally:
        guard.cancel()
        process.kill()
        process.communicate()


def test_watch_shows_each_change_as_it_happens_until_it_is_interrupted(harbour, node):
    board = "board:" + harbour.project["id"]
    with watching(board, "--url", node.url, "--json", ATELIER_TOKEN=harbour.owner.token) as process:
        messages = (json.loads(line) for line in process.stdout)
        snapshot = next(message for message in messages if message["type"] == "snapshot")
        assert snapshot["topic"] == board and snapshot["entities"]
        harbour.owner.patch(
            f"/tasks/{harbour.task}", {"title": "Mend it"}, headers={"X-Request-Id": "watched"}
        )
        delta = next(message for message in messages if message["type"] == "delta")
        assert (
            delta["cause"]["request_id"] == "watched"
            and delta["changes"][0]["data"]["title"] == "Mend it"
        )
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130


def test_watch_for_people_says_what_happened(harbour, node):
    topics = ("board:" + harbour.project["id"], "me")
    with watching(*topics, "--url", node.url, "--token", harbour.owner.token) as process:
        assert process.stdout.readline()
        harbour.owner.create_task(harbour.project["id"], "Watched by a person")
        assert any("Watched by a person" in line for line in process.stdout)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) in (0, 130, -signal.SIGTERM)


def test_watch_of_what_one_may_not_see_or_without_a_service_is_refused(harbour, node, world):
    topic = "board:" + harbour.project["id"]
    assert run("watch", topic, "--url", node.url, "--token", world.foreigner.token, expect=4).err
    assert run("watch", topic, "--url", node.url, "--token", "garbage", expect=4).err
    arguments = ("--url", node.url, "--email", world.foreigner.email)
    assert run("watch", "me", *arguments, expect=4, ATELIER_PASSWORD="wrong password").err
    assert run(
        "watch",
        "me",
        "--url",
        "http://127.0.0.1:1",
        "--email",
        "a@b.cd",
        "--password",
        "x",
        expect=3,
    ).err
