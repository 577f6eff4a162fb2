"""The embedded default: one command and a folder, as a newcomer has it."""

import re
import stat

import pytest

from harness.client import Client, load_contract
from harness.node import DataFolder, Node, run


@pytest.fixture(scope="module")
def place(folder):
    return folder / "data"


@pytest.fixture(scope="module")
def demo(embedded_node, place):
    return run("demo", "--url", embedded_node.url, "--data", place).out


def mara(node):
    client = Client(node, load_contract(node))
    client.log_in("mara@harbour.example", "lighthouse-keeper")
    return client


def test_a_node_needs_nothing_but_a_folder_and_keeps_its_key_to_itself(embedded_node, place):
    keys = [path for path in place.iterdir() if path.is_file() and "key" in path.name]
    assert len(keys) == 1
    assert stat.S_IMODE(keys[0].stat().st_mode) == 0o600
    assert re.fullmatch(r"[0-9a-f]{64}\s*", keys[0].read_text(encoding="ascii"))


def test_the_demo_fills_the_service_and_says_what_to_try(embedded_node, demo):
    assert embedded_node.url in demo
    project = re.search(r"board:([0-9a-f-]{36})", demo).group(1)
    board = mara(embedded_node).get(f"/projects/{project}/board").data
    assert len(board["columns"]) == 5 and sum(column["count"] for column in board["columns"]) > 20
    task, status = re.search(r"tasks/([0-9a-f-]{36})/move", demo).group(1), re.search(
        r'"status":"([0-9a-f-]+)"', demo
    ).group(1)
    moved = mara(embedded_node).move_task(task, status)
    assert moved.data["status"] == status
    for person in re.findall(r"^  (\S+@\S+)\s+(\S+)", demo, re.MULTILINE):
        Client(embedded_node, load_contract(embedded_node)).log_in(*person)


def test_the_demo_a_second_time_adds_nothing(embedded_node, place, demo):
    before = len(
        run(
            "replay", "--data", place, "--type", "TaskCreated", "--type", "ProjectCreated"
        ).out.splitlines()
    )
    assert before > 20
    again = run("demo", "--url", embedded_node.url, "--data", place).out
    assert re.search(r"board:\S+", again).group() == re.search(r"board:\S+", demo).group()
    after = run("replay", "--data", place, "--type", "TaskCreated", "--type", "ProjectCreated").out
    assert len(after.splitlines()) == before


def test_what_the_demo_says_can_be_pasted(embedded_node, demo):
    replay = re.search(r"replay (--workspace harbour --type TaskMoved --data \S+)", demo).group(1)
    assert run("replay", *replay.split()).out.splitlines()
    rebuild = re.search(r"rebuild (board --data \S+)", demo).group(1)
    assert run("rebuild", *rebuild.split()).out.startswith("board: ")


def test_two_nodes_on_one_folder_share_it_and_a_later_one_finds_everything(
    embedded_node, place, folder, demo
):
    project = re.search(r"board:([0-9a-f-]{36})", demo).group(1)
    second = Node(DataFolder(place), folder)
    try:
        created = mara(second).create_task(project, "By the second node")
        path = f"/tasks/{created.data['id']}"
        assert mara(embedded_node).get(path, created).data["title"] == "By the second node"
    finally:
        second.stop()
    assert mara(embedded_node).get(path).data["title"] == "By the second node"


def test_a_port_that_is_taken_is_told(embedded_node, place):
    port = embedded_node.address[1]
    done = run("serve", "--listen", f"127.0.0.1:{port}", "--data", place, expect=3)
    assert f"127.0.0.1:{port}" in done.err or str(port) in done.err


def test_a_lost_or_loose_master_key_is_told_at_the_start(folder):
    place = folder / "loose"
    node = Node(DataFolder(place), folder)
    node.stop()
    key = next(path for path in place.iterdir() if path.is_file() and "key" in path.name)
    text = key.read_text(encoding="ascii")
    key.chmod(0o644)
    assert "chmod 600" in run("replay", "--data", place, expect=1).err
    key.unlink()
    assert "missing" in run("serve", "--listen", "127.0.0.1:0", "--data", place, expect=1).err
    assert not key.exists(), "a new key would make the old data unreadable"
    key.write_text("ab" * 32, encoding="ascii")
    key.chmod(0o600)
    assert "not the master key" in run("replay", "--data", place, expect=1).err
    key.write_text(text, encoding="ascii")
    run("replay", "--data", place)
