"""`atelier replay` as an instrument: what an auditor asks, filters, formats, following, and what
things were like."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import threading

import pytest

from harness.node import binary, environment, run

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Harbour/7"
FORMULA = "=HYPERLINK(\"http://evil.example\",\"x\"), the \"best\"\nrope"


@pytest.fixture(scope="module")
def harbour(world):
    """A project with a task that was edited and moved, time spent on it, and one beside it."""
    owner, admin = world.owner, world.admin

    class Harbour:
        slug, moved_by = "replayed", admin.email
        workspace = owner.create_workspace("Replayed", slug=slug).data["id"]
        project = owner.create_project(workspace, "Pier", key="RPL").data
        other = owner.create_project(workspace, "Quay", key="QUA").data
        columns = [status["id"] for status in project["statuses"]]

    owner.add_member(Harbour.workspace, admin.email, "ADMIN")
    Harbour.created = owner.create_task(Harbour.project["id"], "Mend the rope")
    Harbour.task = Harbour.created.data["id"]
    Harbour.beside = owner.create_task(Harbour.other["id"], "Beside").data["id"]
    Harbour.edited = owner.patch(f"/tasks/{Harbour.task}", {"priority": "HIGH"})
    Harbour.moved = admin.post(
        f"/tasks/{Harbour.task}/move",
        {"status": Harbour.columns[2]},
        headers={"User-Agent": BROWSER, "X-Request-Id": "the-move"},
    )
    Harbour.formula = owner.create_task(Harbour.project["id"], FORMULA)
    return Harbour


@pytest.fixture
def objects(tool):
    def call(*arguments):
        out = tool("replay", *arguments, "--format", "json").out
        return [json.loads(line) for line in out.split("\n") if line]

    return call


def types(events):
    return [event["type"] for event in events]


# The auditor


def test_an_auditor_finds_by_the_help_alone_who_moved_a_task_when_and_from_where(
    harbour, database
):
    """Only what `--help` prints is used: the command, its flag, its value, its example."""
    settings = {**database.variables(), "ATELIER_DATABASE": database.service_url}

    def shell(command):
        done = subprocess.run(
            ["bash", "-c", command],
            env=environment(**settings, PATH=f"{os.path.dirname(binary())}:{os.environ['PATH']}"),
            text=True,
            capture_output=True,
            timeout=60,
        )
        assert done.returncode == 0, done
        return done.stdout

    general = shell("atelier --help")
    command = re.search(r"^ +(\w+) .*who did what, when and from where", general, re.MULTILINE)
    settings["COMMAND"] = command.group(1)
    help_text = shell("atelier $COMMAND --help")
    assert "ATELIER_DATABASE" in general and "--database" in help_text
    example = re.search(
        r"^ +(atelier .*)# who moved it, when, and from where$", help_text, re.MULTILINE
    ).group(1)
    assert "ATL-42" in example
    found = shell(example.replace("ATL-42", "RPL-1")).splitlines()
    assert len(found) == 1
    assert re.fullmatch(
        r" *\d+  \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000  Admin moved RPL-1 “Mend the rope”: "
        r"To do → In review  \[127\.0\.0\.1, " + re.escape(BROWSER) + r"\]",
        found[0],
    ), found
    for words in ("position in the log", "before → after", "address and user agent", "[erased]"):
        assert words in help_text, words


# Filters


def test_a_project_is_its_own_events_those_of_its_tasks_and_time_spent_on_them(
    objects, harbour, world
):
    owner = world.owner
    for task in (harbour.task, harbour.beside):
        owner.post("/timers/start", {"task": task})
        owner.post("/timers/stop", {"workspace": harbour.workspace})
    mine = objects("--project", harbour.project["id"])
    assert types(mine)[:4] == ["ProjectCreated", "TaskCreated", "TaskEdited", "TaskMoved"]
    assert {"TimerStarted", "TimerStopped"} <= set(types(mine))
    text = json.dumps(mine)
    assert harbour.beside not in text and harbour.other["id"] not in text
    assert objects("--project", "RPL", "--workspace", harbour.slug) == mine
    beside = objects("--project", "QUA")
    assert harbour.task not in json.dumps(beside) and "TimerStopped" in types(beside)
    moves = objects("--project", "RPL", "--type", "TaskMoved", "--person", harbour.moved_by)
    assert [event["position"] for event in moves] == [harbour.moved.meta["position"]]


def test_a_correlation_is_all_that_one_request_set_off(objects, harbour):
    moved = objects("--task", harbour.task, "--type", "TaskMoved")[0]
    assert moved["metadata"]["request_id"] == "the-move"
    same = objects("--correlation", moved["metadata"]["correlation_id"])
    assert types(same) == ["TaskMoved"]
    assert objects("--correlation", "0195e0c1-0000-7000-8000-000000000000") == []


def test_filters_are_combined(objects, harbour, world):
    first, last = harbour.created.meta["position"], harbour.moved.meta["position"]
    span = ["--from", first, "--to", last]
    person = ["--person", harbour.moved_by]
    every = objects(*span, "--workspace", harbour.slug)
    assert types(every) == ["TaskCreated", "TaskCreated", "TaskEdited", "TaskMoved"]
    assert types(objects(*span, *person)) == ["TaskMoved"]
    assert types(objects(*span, *person, "--type", "TaskEdited")) == []
    assert types(objects(*span, "--stream", f"task-{harbour.task}")) == [
        "TaskCreated",
        "TaskEdited",
        "TaskMoved",
    ]
    since = every[-1]["occurred_at"]
    assert types(objects(*span, "--since", since))[-1] == "TaskMoved"
    assert "TaskMoved" not in types(objects(*span, "--until", since))


def test_what_was_done_to_a_person_is_theirs_too(objects, world, harbour):
    member = world.member
    world.owner.add_member(harbour.workspace, member.email, "MEMBER")
    user = member.get("/me").data["id"]
    world.owner.patch(
        f"/workspaces/{harbour.workspace}/members/{user}", {"role": "VIEWER"}
    )
    theirs = types(objects("--person", user, "--workspace", harbour.slug))
    assert theirs == ["MemberAdded", "MemberRoleChanged"]


@pytest.mark.parametrize(
    "arguments, code, words",
    [
        (("--correlation", "x"), 2, "correlation_id"),
        (("--project", "NONE"), 4, "NONE"),
        (("--project", "00000000-0000-7000-8000-000000000000"), 4, "no project"),
        (("--follow", "--until", "2026-01-01"), 2, "--until"),
        (("--as-of", "5"), 2, "name it by --task"),
        (("--as-of", "soon", "--task", "RPL-1"), 2, "--as-of soon"),
        (("--as-of", "5", "--task", "RPL-1", "--type", "TaskMoved"), 2, "leave --type away"),
        (("--as-of", "5", "--task", "RPL-1", "--person", "x"), 2, "leave --person away"),
        (("--as-of", "5", "--task", "RPL-1", "--limit", "1"), 2, "leave --limit away"),
        (("--as-of", "5", "--task", "RPL-1", "--follow"), 2, "leave --follow away"),
        (("--as-of", "5", "--task", "RPL-1", "--format", "csv"), 2, "no table"),
        (("--as-of", "5", "--stream", "user-00000000-0000-7000-8000-000000000000"), 2, "--task"),
        (("--as-of", "900000", "--task", "RPL-1"), 4, "ends at"),
        (("--as-of", "1999-01-01", "--task", "RPL-1"), 4, "Nothing was recorded by"),
        (("--as-of", "1", "--task", "RPL-1"), 4, "was not there at position 1"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_the_reason(tool, harbour, arguments, code, words):
    assert words in tool("replay", *arguments, expect=code).err


# Formats


def test_csv_is_a_table_that_a_spreadsheet_reads_and_does_not_run(tool, harbour, database):
    arguments = ("replay", "--workspace", harbour.slug, "--format", "csv")
    raw = subprocess.run(
        [binary(), *arguments, *database.arguments()],
        env=environment(**database.variables()),
        capture_output=True,
        timeout=60,
    ).stdout.decode()
    assert raw.endswith("\r\n")
    rows = list(csv.DictReader(io.StringIO(raw, newline="")))
    assert list(rows[0]) == [
        "position",
        "occurred_at",
        "recorded_at",
        "actor_name",
        "summary",
        "address",
        "user_agent",
        "type",
        "stream",
        "version",
        "workspace_id",
        "actor",
        "command",
        "correlation_id",
        "causation_id",
        "request_id",
        "event_id",
        "data",
    ]
    moved = next(row for row in rows if row["type"] == "TaskMoved")
    assert moved["actor_name"] == "Admin" and moved["user_agent"] == BROWSER
    assert moved["address"] == "127.0.0.1" and moved["request_id"] == "the-move"
    assert moved["summary"] == "moved RPL-1 “Mend the rope”: To do → In review"
    assert json.loads(moved["data"])["status"] == harbour.columns[2]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", moved["occurred_at"])
    odd = next(row for row in rows if row["position"] == str(harbour.formula.meta["position"]))
    assert json.loads(odd["data"])["title"] == FORMULA
    for row in rows:
        for cell in row.values():
            assert not re.match(r"[=+\-@\t\r\n]", cell), cell
    berlin = tool(*arguments, "--time-zone", "Asia/Kolkata").out
    assert "+05:30" in berlin


def test_a_cell_that_begins_like_a_formula_is_disarmed(database, harbour, world):
    agent = "=cmd|' /C calc'!A0"
    answer = world.owner.patch(
        f"/tasks/{harbour.task}", {"title": "Mend ropes"}, headers={"User-Agent": agent}
    )
    position = answer.meta["position"]
    out = run(
        "replay",
        *("--from", position, "--to", position, "--format", "csv"),
        *database.arguments(),
        **database.variables(),
    ).out
    row = next(csv.DictReader(io.StringIO(out, newline="")))
    assert row["user_agent"] == "'" + agent


def test_a_table_of_nothing_has_its_header(tool, harbour):
    out = tool("replay", "--since", "2999-01-01", "--format", "csv").out
    assert out.startswith("position,occurred_at,") and len(out.splitlines()) == 1


# Following


class Following:
    def __init__(self, database, *arguments):
        self.process = subprocess.Popen(
            [binary(), "replay", "--follow", *map(str, arguments), *database.arguments()],
            env=environment(**database.variables()),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
        )
        self.guard = threading.Timer(60, self.process.kill)
        self.guard.start()

    def __enter__(self):
        return self.process

    def __exit__(self, *_):
        self.guard.cancel()
        self.process.kill()
        self.process.communicate()


@pytest.mark.parametrize("chosen", ["--project", "--stream"])
def test_following_goes_on_with_new_events_until_ctrl_c(database, harbour, world, chosen):
    names = {"--project": "RPL", "--stream": f"task-{harbour.task}"}
    with Following(database, chosen, names[chosen], "--format", "json") as process:
        events = (json.loads(line) for line in process.stdout)
        assert next(events)["type"] in ("ProjectCreated", "TaskCreated")
        world.owner.create_task(harbour.other["id"], "Of no concern")
        world.owner.patch(f"/tasks/{harbour.task}", {"title": f"Followed by {chosen}"})
        for event in events:
            assert "Of no concern" not in json.dumps(event)
            if event["data"].get("title") == f"Followed by {chosen}":
                break
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130


def test_a_project_that_is_followed_has_the_tasks_that_come_later(database, harbour, world):
    with Following(database, "--project", "RPL", "--type", "TaskMoved") as process:
        assert "moved RPL-1" in process.stdout.readline()
        made = world.owner.create_task(harbour.project["id"], "Came later").data["id"]
        world.owner.move_task(made, harbour.columns[1])
        assert "moved RPL-" in process.stdout.readline()


def test_following_ends_by_itself_where_it_was_told_to(database, harbour):
    with Following(database, "--limit", 3) as process:
        assert len(process.stdout.readlines()) == 3 and process.wait(timeout=30) == 0
    with Following(database, "--to", 2) as process:
        assert len(process.stdout.readlines()) == 2 and process.wait(timeout=30) == 0


def test_following_ends_quietly_when_nobody_reads_on(database, harbour):
    with Following(database, "--task", "RPL-1") as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(timeout=30) == 0
        assert process.stderr.read() == ""


# What it was like


def test_a_task_as_of_a_position_is_what_it_was_then(tool, harbour):
    place = ("replay", "--task", "RPL-1", "--as-of")
    first = tool(*place, harbour.created.meta["position"]).out
    assert re.search(r"Status +To do", first) and re.search(r"Priority +MEDIUM", first)
    assert "task RPL-1 “Mend the rope”" in first and re.search(r"Project +Pier", first)
    later = tool(*place, harbour.moved.meta["position"]).out
    assert re.search(r"Status +In review", later) and re.search(r"Priority +HIGH", later)
    state = json.loads(tool(*place, harbour.edited.meta["position"], "--format", "json").out)
    assert state["position"] == harbour.edited.meta["position"]
    task = state["task"]
    assert (task["key"], task["priority"], task["status"]["name"]) == ("RPL-1", "HIGH", "To do")
    assert "project" not in state and "workspace" not in state


def test_a_time_is_as_good_as_a_position(tool, objects, harbour):
    moved = objects("--task", "RPL-1", "--type", "TaskMoved")[0]
    by_time = json.loads(
        tool(
            *("replay", "--task", "RPL-1", "--format", "json", "--as-of", moved["recorded_at"])
        ).out
    )
    assert by_time["task"]["status"]["name"] == "In review"
    assert by_time["position"] >= moved["position"]
    today = moved["recorded_at"][:10]
    assert "RPL-1" in tool("replay", "--task", "RPL-1", "--as-of", today).out


def test_the_board_of_a_project_is_as_clients_saw_it(tool, harbour, world):
    for position in (harbour.created.meta["position"], harbour.moved.meta["position"]):
        at = json.loads(
            tool("replay", "--project", "RPL", "--as-of", position, "--format", "json").out
        )["project"]
        columns = {one["status"]["name"]: [t["key"] for t in one["tasks"]] for one in at["board"]}
        where = "To do" if position == harbour.created.meta["position"] else "In review"
        assert [name for name, tasks in columns.items() if tasks] == [where]
        assert columns[where] == ["RPL-1"]
    now = world.owner.create_task(harbour.project["id"], "The last")
    seen = world.owner.board(harbour.project["id"], now)
    last = json.loads(
        tool(
            *("replay", "--project", harbour.project["id"], "--format", "json"),
            *("--as-of", now.meta["position"]),
        ).out
    )["project"]
    shown = {one["status"]["name"]: [t["title"] for t in one["tasks"]] for one in last["board"]}
    assert shown == seen
    human = tool("replay", "--project", "RPL", "--as-of", harbour.moved.meta["position"]).out
    assert "In review (1)" in human and "    RPL-1    Mend the rope, HIGH" in human


def test_a_workspace_as_of_a_position_has_its_members_and_projects(tool, harbour):
    before = harbour.created.meta["position"]
    human = tool("replay", "--workspace", harbour.slug, "--as-of", before).out
    assert "Owner" in human and "Admin" in human and "RPL" in human and "QUA" in human
    state = json.loads(
        tool(
            *("replay", "--workspace", harbour.slug, "--as-of", before, "--format", "json")
        ).out
    )["workspace"]
    assert {member["role"] for member in state["members"]} == {"OWNER", "ADMIN"}
    assert [project["key"] for project in state["projects"]] == ["QUA", "RPL"]
