"""`atelier restore`: what it refuses, what a failure leaves, and what everybody sees who had been
further than the backup."""

import json
import shutil
import subprocess

import pytest

from harness.backups import backup, begin, events_of, kill, manifest_of, restore
from harness.follower import Follower, board_of, wait_until
from harness.node import Database, binary, environment, run
from harness.streaming import MODES, Desk, Stack, as_user, records_of, settle


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A database whose service has stopped, and a backup of it in `folder`."""
    folder = tmp_path_factory.mktemp("source")
    one = Stack("database", folder)
    one.start_node()
    one.desk = Desk(one.person("Ada"))
    one.node.stop()
    one.backup = folder / "backup"
    backup(one.store, one.backup)
    yield one
    one.close()


@pytest.fixture
def copy(source, tmp_path):
    """The backup, to be damaged."""
    return shutil.copytree(source.backup, tmp_path / "copy")


@pytest.fixture
def empty(source):
    created = Database(migrated=False, master_key=source.store.master_key)
    yield created
    created.drop()


def has_log(database):
    return database.query("select to_regclass('log.head') is not null")[0][0]


def change_manifest(folder, **members):
    manifest = {**manifest_of(folder), **members}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def largest_file(folder):
    files = [path for path in folder.iterdir() if path.name.endswith(".dat.gz")]
    return max(files, key=lambda path: path.stat().st_size)


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES = {
    "no manifest": (lambda folder: (folder / "manifest.json").unlink(), "was interrupted"),
    "no JSON": (lambda folder: (folder / "manifest.json").write_text("{"), "cannot be read"),
    "a file is gone": (lambda folder: largest_file(folder).unlink(), "is missing"),
    "a file is cut off": (
        lambda folder: largest_file(folder).write_bytes(largest_file(folder).read_bytes()[:-7]),
        "the manifest says",
    ),
    "a bit has flipped": (lambda folder: flip(largest_file(folder)), "SHA-256 differs"),
    "a newer database": (lambda folder: change_manifest(folder, migration=999), "999"),
    "a newer format": (lambda folder: change_manifest(folder, format=2), "newer program"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_backup_that_is_not_good_is_refused_before_anything_is_written(damage, copy, empty):
    do, words = DAMAGES[damage]
    do(copy)
    refused = restore(empty, copy, expect=4)
    assert words in refused.err
    assert not has_log(empty)


def test_a_folder_that_is_no_backup_is_told(empty, tmp_path):
    (tmp_path / "photos").mkdir()
    assert "is no backup of Atelier" in restore(empty, tmp_path / "photos", expect=4).err
    assert "There is no folder" in restore(empty, tmp_path / "nowhere", expect=4).err


def test_files_that_are_not_what_the_manifest_tells_of_leave_the_database_as_it_was(copy, empty):
    change_manifest(copy, position=manifest_of(copy)["position"] + 1)
    failed = restore(empty, copy, expect=1)
    assert "Nothing was changed" in failed.err
    assert "does not hold the log that its manifest tells of" in failed.err
    assert not has_log(empty)


def test_another_master_key_is_told_and_so_is_none(source, empty):
    other = restore(empty, source.backup, expect=4, ATELIER_MASTER_KEY="ab" * 32)
    assert "This is not the master key of the backup" in other.err
    assert manifest_of(source.backup)["master_key"] in other.err
    none = restore(empty, source.backup, expect=4, ATELIER_MASTER_KEY="")
    assert "set ATELIER_MASTER_KEY" in none.err
    assert not has_log(empty)


def test_a_log_that_is_there_is_replaced_only_when_that_is_said_twice(source, tmp_path):
    target = Database(master_key=source.store.master_key)
    stack = Stack("database", tmp_path, store=target)
    try:
        stack.start_node()
        own = Desk(stack.person("Ben"))
        assert "A service uses" in restore(target, source.backup, "--replace", "--yes", expect=4).err
        stack.node.stop()
        before = events_of(target)
        assert "--replace" in restore(target, source.backup, expect=4).err
        assert "add --yes" in restore(target, source.backup, "--replace", expect=4).err
        dry = restore(target, source.backup, "--replace", "--dry-run")
        assert "can be restored here" in dry.out
        assert events_of(target) == before
        restore(target, source.backup, "--replace", "--yes")
        assert events_of(target) == events_of(source.store)
        stack.start_node()
        ada = as_user(source.person("Ada"), stack.node)
        assert ada.get("/me").data["name"] == "Ada"
        settle(ada, f"/projects/{source.desk.project}/board", source.desk.position)
        ada.request("GET", f"/projects/{own.project}/board", expect=404)
    finally:
        stack.close()


def test_a_restore_that_was_killed_in_the_middle_leaves_nothing_and_the_next_one_works(
    source, empty
):
    # The restore waits for this, so that it is killed in the middle.
    with empty.held("create schema log"):
        process = begin(empty, "restore", source.backup)

        def is_waiting():
            assert process.poll() is None, process.communicate()
            return empty.query(
                """select count(*) from pg_stat_activity where datname = current_database()
                and application_name = 'psql' and wait_event_type = 'Lock'"""
            )[0][0]

        wait_until(is_waiting, "psql waits")
        kill(process)
    wait_until(
        lambda: not empty.query(
            """select 1 from pg_stat_activity
            where datname = current_database() and application_name = 'psql'"""
        ),
        "psql has ended too",
    )
    assert not has_log(empty)
    restore(empty, source.backup)
    assert events_of(empty) == events_of(source.store)


def test_the_service_s_role_may_do_after_a_restore_what_it_may_after_a_migration(source, empty):
    restore(empty, source.backup)
    rights = """select n.nspname, c.relname, c.relacl::text from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('log', 'projection', 'migration') and c.relkind in ('r', 'p')
        union all select n.nspname, p.proname, p.proacl::text from pg_proc p
        join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'log'
        order by 1, 2, 3"""
    assert empty.query(rights) == source.store.query(rights)
    assert empty.query(
        "select has_database_privilege('atelier', current_database(), 'create')"
    ) == [(True,)]


def test_the_keys_of_people_who_were_erased_meanwhile_do_not_come_back(source, empty, tmp_path):
    ada = source.person("Ada").user
    (tmp_path / "erased").write_text(f"# asked to be forgotten in May\n{ada}\n\n", encoding="utf-8")
    restore(empty, source.backup, "--erased", tmp_path / "erased")
    count = "select count(*) from log.secrets where kind = 'person_key' and key = %s"
    assert source.store.query(count, ada) == [(1,)]
    assert empty.query(count, ada) == [(0,)]
    (tmp_path / "wrong").write_text("Ada Lovelace\n", encoding="utf-8")
    wrong = restore(empty, source.backup, "--erased", tmp_path / "wrong", expect=2)
    assert "line 1: 'Ada Lovelace' is not the id of a person" in wrong.err


def test_an_embedded_restore_needs_the_key_file_and_makes_the_read_models(tmp_path):
    stack = Stack("embedded", tmp_path)
    try:
        stack.start_node()
        desk = Desk(stack.person("Ada"))
        backup(stack.store, tmp_path / "backup")
        stack.node.stop()
        shutil.move(tmp_path / "data", tmp_path / "lost")
        missing = restore(stack.store, tmp_path / "backup", expect=4)
        assert str(tmp_path / "data" / "master.key") in missing.err
        (tmp_path / "data").mkdir(exist_ok=True)
        shutil.copy(tmp_path / "lost" / "master.key", tmp_path / "data" / "master.key")
        dry = restore(stack.store, tmp_path / "backup", "--dry-run")
        assert "can be restored here" in dry.out
        assert not (tmp_path / "data" / "postgres").exists()
        said = restore(stack.store, tmp_path / "backup")
        assert "Restored" in said.out and "board: " in said.out
        stack.start_node()
        board = as_user(desk.owner, stack.node).get(f"/projects/{desk.project}/board")
        assert sum(column["count"] for column in board.data["columns"]) == len(desk.tasks)
    finally:
        stack.close()


def address_of(node):
    return f"{node.address[0]}:{node.address[1]}"


class Watcher:
    """`atelier watch --json`, as a person lets it run."""

    def __init__(self, client, topic):
        self.process = subprocess.Popen(
            [binary(), "watch", topic, "--json", "--url", client.node.url],
            env=environment(ATELIER_TOKEN=client.token),
            stdout=open(client.node._log.name + ".watch", "w", encoding="utf-8"),
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.path = client.node._log.name + ".watch"

    def messages(self):
        with open(self.path, encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.endswith("\n")]

    def kinds(self):
        return [message["type"] for message in self.messages()]

    def stop(self):
        self.process.terminate()
        self.process.wait()


@pytest.mark.parametrize("mode", MODES)
def test_whoever_was_further_than_the_backup_sees_the_restored_log(mode, tmp_path):
    stack = Stack(mode, tmp_path)
    watcher = None
    try:
        node = stack.start_node()
        ada = stack.person("Ada")
        desk = Desk(ada)
        backup(stack.store, tmp_path / "backup")
        kept = manifest_of(tmp_path / "backup")["position"]
        board = f"/projects/{desk.project}/board"
        watcher = Watcher(ada, desk.board)
        wait_until(lambda: "snapshot" in watcher.kinds(), "watch follows")
        with Follower(ada, desk.board, desk.activity) as follower:
            # What is going to be lost: new tasks, and an old one that changes.
            for number in range(4):
                desk.add_task(f"Lost {number}")
            edit = ada.patch(f"/tasks/{desk.tasks[0]}", {"title": "Lost title"})
            lost_board = desk.settle(edit.meta["position"])
            follower.reach(desk.board, edit.meta["position"])
            lost_task = ada.get(f"/tasks/{desk.tasks[0]}")
            node.stop()
            restore(stack.store, tmp_path / "backup", "--replace", "--yes")
            node = stack.start_node(address=address_of(node))
            ada = as_user(ada, node)
            settle(ada, board, kept)
            check_resumed_with_snapshots(follower, ada)
            # As many events as were lost: every position is given a second time.
            desk.owner = ada
            for number in range(5):
                desk.add_task(f"Kept {number}")
            now = desk.settle()
            follower.reach(desk.board, desk.position)
            assert follower.held[desk.board].board() == board_of(now)
            assert follower.faults() == []
            titles = [card["title"] for column in board_of(now).values() for card in column]
            assert sorted(titles) == [f"Kept {n}" for n in range(5)] + [f"Task {n}" for n in range(3)]
        check_watch(watcher)
        last = check_old_tags_mean_nothing(ada, board, lost_board, lost_task)
        if mode == "kafka":
            check_topic(stack, kept)
        check_read_models(stack, desk, last)
    finally:
        if watcher:
            watcher.stop()
        stack.close()


def check_resumed_with_snapshots(follower, ada):
    """Both a client that says which log it knows and one from before there were such words."""
    before = follower.welcome["log"]
    without = follower.reconnect(ada, says_log=False)
    assert {answer["type"] for answer in without.values()} == {"snapshot"}
    assert follower.welcome["log"] != before
    for topic, held in follower.held.items():
        assert follower.subscribe(topic, held.position, log=before)["type"] == "snapshot"
        now = follower.welcome["log"]
        assert follower.subscribe(topic, held.position, log=now)["type"] == "resumed"
    assert not any(
        card["title"].startswith("Lost")
        for held in follower.held.values()
        for card in held.of_kind("card").values()
    )


def check_old_tags_mean_nothing(ada, board, lost_board, lost_task):
    got = ada.get(board, headers={"If-None-Match": lost_board.headers["ETag"]})
    assert got.headers["ETag"] != lost_board.headers["ETag"]
    ada.get(board, headers={"If-None-Match": got.headers["ETag"]}, expect=304)
    task = f"/tasks/{lost_task.data['id']}"
    ada.patch(task, {"title": "A"}, headers={"If-Match": lost_task.headers["ETag"]}, expect=412)
    fresh = ada.get(task).headers["ETag"]
    changed = ada.patch(task, {"title": "B"}, headers={"If-Match": fresh})
    tag = changed.headers["ETag"]
    return ada.patch(task, {"title": "C"}, headers={"If-Match": tag}).meta["position"]


def check_watch(watcher):
    def since_it_came_back():
        messages = watcher.messages()
        welcomes = [n for n, one in enumerate(messages) if one["type"] == "welcome"]
        after = messages[welcomes[-1] :] if len(welcomes) == 2 else []
        return after if "Kept 4" in json.dumps(after) else None

    kinds = [one["type"] for one in wait_until(since_it_came_back, "watch sees what is new", 40)]
    assert kinds[:2] == ["welcome", "snapshot"] and "resumed" not in kinds


def check_topic(stack, kept):
    """The log is published anew, told apart from what the topic had of the other past."""
    epoch = stack.store.query("select epoch::text from log.identity")[0][0]
    events = dict(stack.store.query("select position, event_id::text from log.events"))

    def published():
        found = {}
        for _, _, headers in records_of(stack.kafka):
            if headers.get("logepoch") == epoch:
                found[int(headers["position"])] = headers["id"]
        return found if len(found) == len(events) else None

    assert wait_until(published, "the log is published anew", 30) == events
    others = [
        headers
        for _, _, headers in records_of(stack.kafka)
        if headers.get("logepoch") != epoch and int(headers["position"]) > kept
    ]
    assert others, "the topic has events of the other past"


def check_read_models(stack, desk, position):
    """What was folded as it came is what a fold of the log gives."""
    before = desk.settle(position)
    stack.node.stop()
    run("rebuild", "all", *stack.store.arguments(), **stack.store.variables())
    after = as_user(desk.owner, stack.start_node()).get(f"/projects/{desk.project}/board")
    assert board_of(after) == board_of(before)


def test_a_database_that_was_set_back_by_other_means_is_not_published_until_it_is_adopted(
    tmp_path,
):
    stack = Stack("kafka", tmp_path)
    snapshot = None
    try:
        node = stack.start_node()
        ada = stack.person("Ada")
        desk = Desk(ada)
        node.stop()
        snapshot = stack.store.copy()
        node = stack.start_node()
        desk.owner = as_user(ada, node)
        desk.add_task("Lost")
        wait_until(
            lambda: stack.store.query("select position from log.publisher")
            == stack.store.query("select position from log.head"),
            "all is published",
        )
        node.stop()
        stack.store.drop()
        stack.store = snapshot
        node = stack.start_node()
        wait_until(lambda: "atelier restore --adopt" in node.log(), "the log is refused", 30)
        node.stop()
        said = restore(stack.store, "--adopt")
        assert "begins a new epoch" in said.out
        node = stack.start_node()
        desk.owner = as_user(ada, node)
        desk.add_task("Kept")
        titles = [
            card["title"] for cards in board_of(desk.settle()).values() for card in cards
        ]
        assert sorted(titles) == ["Kept", "Task 0", "Task 1", "Task 2"]
    finally:
        stack.close()
