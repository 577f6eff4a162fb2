"""`atelier import trello`: once, whole, with its history, or not at all."""

import json
from pathlib import Path

import pytest

DEMO_BOARD = Path(__file__).resolve().parents[2] / "tools" / "demo" / "board.json"


@pytest.fixture(scope="module")
def harbour(world):
    """A workspace to import into."""

    class Harbour:
        owner = world.owner
        answer = world.owner.create_workspace("Old harbour", slug="old-harbour")
        workspace, slug = answer.data["id"], "old-harbour"

    return Harbour


def events(database):
    """How many there are, but for what follows from a due date that has passed."""
    return database.query("select count(*) from log.events where type <> 'TaskBecameOverdue'")[0][0]


def test_a_board_is_imported_once_with_its_history_and_a_dry_run_writes_nothing(
    tool, harbour, database, world
):
    before = events(database)
    dry = json.loads(
        tool("import", "trello", DEMO_BOARD, "--workspace", harbour.slug, "--dry-run", "--json").out
    )
    assert dry["dry_run"] is True and dry["tasks_created"] > 20 and events(database) == before
    real = json.loads(
        tool("import", "trello", DEMO_BOARD, "--workspace", harbour.slug, "--json").out
    )
    assert real["dry_run"] is False and real["tasks_created"] == dry["tasks_created"]
    assert events(database) == before + real["events_written"] == before + dry["events_written"]
    again = tool("import", "trello", DEMO_BOARD, "--workspace", harbour.slug)
    assert events(database) == before + real["events_written"] and "there already" in again.out
    board = harbour.owner.get(f"/projects/{real['project']}/board", real["position"]).data
    assert [column["name"] for column in board["columns"]] == [
        "Backlog",
        "To do",
        "In progress",
        "In review",
        "Done",
    ]
    on_board = sum(column["count"] for column in board["columns"])
    assert on_board == real["tasks_created"] - real["tasks_archived"]
    activity = harbour.owner.get(
        f"/workspaces/{harbour.workspace}/activity", real["position"], query={"limit": 200}
    ).data
    times = [entry["occurred_at"] for entry in activity]
    assert times == sorted(times, reverse=True) and min(times) < "2026-11-01"
    world.viewer.get(f"/projects/{real['project']}/board", expect=404)


def test_a_task_of_an_imported_board_lives_on(tool, harbour):
    workspace = harbour.owner.create_workspace("Import and go on", slug="import-and-go-on").data[
        "id"
    ]
    report = json.loads(
        tool("import", "trello", DEMO_BOARD, "--workspace", workspace, "--json").out
    )
    board = harbour.owner.get(f"/projects/{report['project']}/board", report["position"]).data
    card = next(card for column in board["columns"] for card in column["cards"])
    moved = harbour.owner.move_task(card["id"], board["columns"][-1]["id"])
    columns = harbour.owner.get(f"/projects/{report['project']}/board", moved).data["columns"]
    assert columns[-1]["cards"][-1]["id"] == card["id"]
    created = harbour.owner.create_task(report["project"], "One more")
    assert created.data["number"] == report["tasks_created"] + 1


@pytest.mark.parametrize(
    "name, content, place",
    [
        ("truncated", lambda text: text[: len(text) // 2], ""),
        ("empty", lambda text: "", "empty"),
        ("not JSON", lambda text: "<html>", ""),
        ("foreign", lambda text: '{"issues": []}', ""),
        ("a list", lambda text: "[1]", ""),
        ("a card without a list", lambda text: text.replace('"idList"', '"idLost"', 1), "cards["),
        ("a wrong type", lambda text: text.replace('"pos": 65536', '"pos": "x"', 1), "lists["),
        ("not UTF-8", lambda text: text.encode().replace(b"Harbour", b"Harb\xffur", 1), ""),
        ("deep", lambda text: "[" * 100_000, ""),
    ],
)
def test_a_broken_file_is_refused_with_the_place_and_nothing_is_written(
    tool, harbour, database, folder, name, content, place
):
    made = content(DEMO_BOARD.read_text(encoding="utf-8"))
    file = folder / "broken.json"
    file.write_bytes(made if isinstance(made, bytes) else made.encode())
    before = events(database)
    done = tool("import", "trello", file, "--workspace", harbour.slug, expect=4)
    assert "nothing was written" in done.err and place in done.err, f"{name}: {done.err}"
    assert len(done.err) < 1000 and events(database) == before


def test_a_file_that_cannot_be_read_is_refused(tool, harbour, folder):
    for path in (folder / "not-there.json", folder, Path("/dev/zero")):
        assert (
            str(path) in tool("import", "trello", path, "--workspace", harbour.slug, expect=4).err
        )
    large = folder / "large.json"
    with open(large, "wb") as file:
        file.truncate(65 * 1024 * 1024)
    assert "64 MiB" in tool("import", "trello", large, "--workspace", harbour.slug, expect=4).err


def test_an_import_needs_a_workspace_and_somebody_who_may(tool, harbour, world):
    assert tool("import", "trello", DEMO_BOARD, "--workspace", "no-such-slug", expect=4).err
    for person in (world.foreigner, world.stranger):
        arguments = ("--workspace", harbour.slug, "--as", person.email)
        assert tool("import", "trello", DEMO_BOARD, *arguments, expect=4).err
    arguments = ("--workspace", harbour.slug, "--member", "nonsense")
    assert tool("import", "trello", DEMO_BOARD, *arguments, expect=2).err
