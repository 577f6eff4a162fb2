"""`atelier backup`: a folder from which a log can be made again, taken while people work."""

import hashlib
import re

import pytest

from harness.backups import backup, begin, events_of, kill, manifest_of, restore
from harness.follower import wait_until
from harness.load import Load
from harness.node import Database, Node, run
from harness.streaming import Desk, Stack


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stack")
    one = Stack("database", folder)
    one.start_node()
    yield one
    one.close()


@pytest.fixture(scope="module")
def desk(stack):
    return Desk(stack.person("Ada Lovelace"))


@pytest.fixture
def empty(stack):
    """A database that nobody has migrated."""
    created = Database(migrated=False, master_key=stack.store.master_key)
    yield created
    created.drop()


def test_what_is_backed_up_while_people_write_is_the_log_up_to_one_event(
    stack, desk, empty, tmp_path
):
    with Load([desk.owner], desk.project) as load:
        wait_until(lambda: len(load.acknowledged) > 20, "some tasks are made")
        before = len(load.acknowledged)
        said = backup(stack.store, tmp_path / "one")
        wait_until(lambda: len(load.acknowledged) > before + 20, "work went on")
    assert not load.failures and not load.refused
    manifest = manifest_of(tmp_path / "one")
    assert f"{manifest['position']:,} events" in said.out
    restore(empty, tmp_path / "one")
    restored = events_of(empty)
    assert restored == events_of(stack.store, manifest["position"])
    assert restored[-1][4] == manifest["hash"]
    assert len(events_of(stack.store)) > len(restored)


def test_the_manifest_says_what_is_in_the_backup_and_nothing_secret(stack, desk, tmp_path):
    folder = tmp_path / "two"
    said = backup(stack.store, folder)
    manifest = manifest_of(folder)
    log, epoch = stack.store.query("select log_id::text, epoch::text from log.identity")[0]
    assert (manifest["log"], manifest["epoch"], manifest["format"]) == (log, epoch, 1)
    assert re.fullmatch(r"atelier \d+\.\d+\.\d+", manifest["program"])
    rows = {table["name"]: table["rows"] for table in manifest["tables"]}
    assert rows["events"] == manifest["position"] > 0
    assert rows["claims"] > 0 and rows["secrets"] > 0 and "publisher" not in rows
    assert {file["name"] for file in manifest["files"]} == {
        path.name for path in folder.iterdir()
    } - {"manifest.json"}
    for file in manifest["files"]:
        content = (folder / file["name"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (
            file["bytes"],
            file["sha256"],
        )
    key = stack.store.master_key
    assert all(
        key.encode() not in path.read_bytes() and bytes.fromhex(key) not in path.read_bytes()
        for path in folder.iterdir()
    )
    assert "The master key is not in it" in said.out and manifest["master_key"] in said.out
    assert f"backup: {sum(rows.values()):,} rows in " in said.err


def test_a_folder_that_is_there_is_never_written_into(stack, tmp_path):
    folder = tmp_path / "three"
    backup(stack.store, folder)
    before = manifest_of(folder)
    refused = backup(stack.store, folder, expect=4)
    assert "is there already" in refused.err
    assert manifest_of(folder) == before


def test_a_backup_that_was_killed_leaves_no_folder_of_that_name_and_the_next_one_cleans_up(
    stack, desk, tmp_path
):
    folder = tmp_path / "four"
    unfinished = tmp_path / "four.unfinished"
    # The dump waits for this lock, so that it is killed in the middle.
    with stack.store.held("lock table projection.parked in access exclusive mode"):
        process = begin(stack.store, "backup", folder)
        wait_until(lambda: unfinished.exists() or process.poll() is not None, "it has begun")
        assert process.poll() is None, process.communicate()
        kill(process)
    assert not folder.exists()
    said = backup(stack.store, folder)
    assert f"Removed {unfinished}" in said.err
    assert not unfinished.exists()
    assert manifest_of(folder)["position"] > 0


def test_a_database_without_a_log_has_no_backup(empty, tmp_path):
    refused = backup(empty, tmp_path / "five", expect=4)
    assert "no log of Atelier" in refused.err
    assert not (tmp_path / "five").exists()


def test_a_data_folder_without_data_has_no_backup_either(tmp_path):
    refused = run("backup", tmp_path / "six", "--data", tmp_path / "nothing", expect=4)
    assert "There is no Atelier data" in refused.err


def test_a_service_on_a_restored_backup_lets_people_in_with_their_passwords(
    stack, desk, empty, tmp_path
):
    backup(stack.store, tmp_path / "seven")
    restore(empty, tmp_path / "seven")
    node = Node(empty, tmp_path)
    try:
        again = stack.client(node)
        again.log_in(desk.owner.email)
        assert again.get("/me").data["name"] == "Ada Lovelace"
        board = again.get(f"/projects/{desk.project}/board", after=desk.position)
        assert sum(column["count"] for column in board.data["columns"]) >= len(desk.tasks)
    finally:
        node.stop()
