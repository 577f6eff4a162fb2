"""`atelier verify log` and `atelier checkpoint`, against somebody who can write to the database as
its superuser: every kind of change is found, and named by the first position that is wrong."""

import json
import subprocess
import threading

import pytest

from harness.client import Client
from harness.node import Database, Node, run

ALTERED, TRUNCATED, OTHER_LOG, BAD_CHECKPOINT = 5, 6, 7, 8


@pytest.fixture(scope="module")
def original(folder, contract):
    """A log of some thirty events, and nobody who writes to it any more."""
    store = Database()
    node = Node(store, folder)
    try:
        person = Client(node, contract)
        person.register("Mara")
        project = person.create_project(person.create_workspace().data["id"])
        columns = [status["id"] for status in project.data["statuses"]]
        for number in range(8):
            task = person.create_task(project.data["id"], f"Buoy {number}").data["id"]
            person.move_task(task, columns[1 + number % 2])
            person.patch(f"/tasks/{task}", {"title": f"Buoy {number}, painted"})
    finally:
        node.stop()
    yield store
    store.drop()


class Copy(Database):
    """The same log again, to be damaged."""

    def __init__(self, original):
        self.server, self.master_key = original.server, original.master_key
        self.name = original.name + "_copy"
        self.owner_url, self.service_url = self._url(), self._url("atelier")
        self._administer(f"create database {self.name} template {original.name}")

    def write(self, *statements):
        """As a superuser, past every trigger."""
        tables = ("log.events", "log.head", "log.streams")
        off = [f"alter table {table} disable trigger user" for table in tables]
        self.query("; ".join([*off, *statements, "select 1"]))

    def verify(self, *arguments, expect):
        return run(
            "verify",
            "log",
            *arguments,
            "--database",
            self.service_url,
            expect=expect,
            **self.variables(),
        )

    def checkpoint(self, *arguments, expect=0):
        return run(
            "checkpoint",
            *arguments,
            "--database",
            self.service_url,
            expect=expect,
            **self.variables(),
        )


@pytest.fixture
def log(original):
    copy = Copy(original)
    yield copy
    copy.drop()


def head(store):
    return store.query("select position from log.head")[0][0]


def rehash(first):
    """What an intruder does who knows how the chain is made: every hash from a position on."""
    return f"""
        do $$ declare e log.events; last bytea; begin
            select hash into last from log.events where position = {first} - 1;
            last := coalesce(last, sha256(''));
            for e in select * from log.events where position >= {first} order by position loop
                last := log.chain_hash(last, e);
                update log.events set hash = last where position = e.position;
            end loop;
            update log.head set hash = last;
        end $$"""


def test_a_log_that_nobody_touched_is_whole(log):
    done = log.verify(expect=0)
    last = log.query("select position, encode(hash, 'hex') from log.head")[0]
    assert f"whole, positions 1 to {last[0]}" in done.out and last[1] in done.out
    assert "3 to 5 are whole" in log.verify("--from", 3, "--to", 5, expect=0).out
    assert "whole" in log.verify("--jobs", 7, expect=0).out


def test_verifying_needs_no_master_key(log):
    run("verify", "log", "--database", log.service_url)


def test_a_log_without_events_is_whole():
    store = Database()
    try:
        assert "empty" in run("verify", "log", *store.arguments()).out
        done = run("checkpoint", *store.arguments(), expect=4, **store.variables())
        assert "empty" in done.err
    finally:
        store.drop()


CHANGES = {
    "a byte of the data": ("set data = replace(data, ':', ': ')", 9),
    "a byte of the metadata": ("set metadata = replace(metadata, 'actor', 'Actor')", 10),
    "the time by a second": ("set recorded_at = recorded_at + interval '1 s'", 11),
    "the time by a microsecond": ("set recorded_at = recorded_at + interval '1 us'", 11),
    "the time to none": ("set recorded_at = 'infinity'", 11),
    "the type": ("set type = 'TaskDeleted'", 12),
    "the version": ("set version = version + 1", 13),
    "the version of the schema": ("set schema_version = 1 + schema_version", 14),
    "the stream": ("set stream = 'task-' || gen_random_uuid()", 15),
    "the workspace": ("set workspace_id = gen_random_uuid()", 16),
    "the id": ("set event_id = gen_random_uuid()", 17),
    "the hash": ("set hash = sha256('')", 18),
    "the first event": ("set data = '{}'", 1),
    "the last event": ("set data = '{}'", "last"),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("jobs", [1, 4])
def test_a_change_is_found_where_it_was_made(log, change, jobs):
    statement, position = CHANGES[change]
    position = head(log) if position == "last" else position
    log.write(f"update log.events {statement} where position = {position}")
    done = log.verify("--jobs", jobs, expect=ALTERED)
    assert "ALTERED" in done.out
    assert done.out.splitlines()[1].startswith(f"  [hash] position {position} "), done
    assert f"position {position} " in done.err


def test_an_event_that_was_taken_out_is_a_gap(log):
    log.write("delete from log.events where position in (12, 13)")
    done = log.verify(expect=ALTERED)
    assert "[gap] position 12 is missing: the next event is at 14" in done.out


def test_a_gap_that_was_closed_again_shows_too(log):
    log.write(
        "delete from log.events where position = 12",
        "update log.events set position = position + 1000 where position > 12",
        "update log.events set position = position - 1001 where position > 1000",
        "update log.head set position = position - 1",
    )
    assert "position 12 " in log.verify(expect=ALTERED).out.splitlines()[1]


@pytest.mark.parametrize("other", [13, 20])
def test_events_that_changed_places_are_named_as_such(log, other):
    log.write(
        "update log.events set position = 9000 where position = 12",
        f"update log.events set position = 12 where position = {other}",
        f"update log.events set position = {other} where position = 9000",
    )
    done = log.verify(expect=ALTERED)
    first = done.out.splitlines()[1]
    assert first.startswith("  [reordered] position 12 "), done
    assert f"stands at {other} now" in first


def test_an_end_that_was_cut_off_is_found_as_long_as_the_head_knows_of_it(log):
    last = head(log)
    log.write(f"delete from log.events where position > {last - 3}")
    done = log.verify(expect=ALTERED)
    assert f"position {last - 2} is missing, and so is everything after it" in done.out


def test_events_behind_the_end_are_found(log):
    log.write(
        "insert into log.events select position + 5, gen_random_uuid(), stream, version + 1, type,"
        " schema_version, workspace_id, data, metadata, recorded_at, hash from log.events"
        f" where position = {head(log)}"
    )
    assert "[head]" in log.verify(expect=ALTERED).out


def test_a_head_or_a_stream_that_disagrees_with_the_events_is_found(log):
    log.write("update log.head set hash = sha256('x')")
    assert "[head]" in log.verify(expect=ALTERED).out
    log.write(
        "update log.head set hash = (select hash from log.events order by position desc limit 1)",
        "update log.streams set version = version + 1 where stream = (select stream from log.streams"
        " where starts_with(stream, 'task-') order by 1 limit 1)",
    )
    done = log.verify(expect=ALTERED)
    assert "[stream]" in done.out and "disagree on 1 of the streams, such as task-" in done.out


def test_a_stream_with_a_hole_is_found_even_when_the_whole_chain_was_made_anew(log):
    position, stream = log.query(
        "select position, stream from log.events where version = 2 and starts_with(stream, 'task-')"
        " order by position limit 1"
    )[0]
    log.write(
        f"update log.events set version = version + 1 where stream = '{stream}' and version > 1",
        f"update log.streams set version = version + 1 where stream = '{stream}'",
        rehash(position),
    )
    first = log.verify(expect=ALTERED).out.splitlines()[1]
    assert first.startswith(f"  [version] position {position} has version 3 of {stream}"), first


def test_a_range_that_is_whole_is_whole_whatever_lies_outside(log):
    log.write("update log.events set data = '{}' where position = 12")
    log.verify("--from", 13, expect=0)
    log.verify("--to", 11, expect=0)
    log.verify("--from", 12, "--to", 12, expect=ALTERED)


@pytest.mark.parametrize(
    "arguments, code",
    [
        ((), 2),
        (("log", "--from", "0"), 2),
        (("log", "--jobs", "0"), 2),
        (("log", "--jobs", "many"), 2),
        (("log", "--from", "900000"), 4),
        (("log", "--to", "900000"), 4),
        (("log", "--from", "5", "--to", "3"), 2),
        (("nothing",), 4),
        (("log", "--checkpoint", "/does/not/exist"), 1),
    ],
)
def test_what_cannot_be_verified_is_refused_with_a_reason(original, arguments, code):
    done = run("verify", *arguments, *original.arguments(), expect=code, **original.variables())
    assert (done.err + done.out).strip()


def test_a_database_that_is_away_is_no_altered_log():
    nowhere = "postgresql://atelier@127.0.0.1:1/none"
    assert run("verify", "log", "--database", nowhere, expect=3).err
    assert run("checkpoint", "--database", nowhere, expect=3, ATELIER_MASTER_KEY="ab" * 32).err


def test_a_log_that_is_written_to_meanwhile_is_whole(node, database, world):
    done = threading.Event()

    def write():
        client = world.owner.another(world.owner.token)
        while not done.is_set():
            client.create_task(world.home.project, "Meanwhile")

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for _ in range(5):
            before = head(database)
            out = run("verify", "log", "--jobs", 3, *database.arguments()).out
            last = int(out.split("positions 1 to ")[1].split(",")[0])
            assert before <= last <= head(database)
    finally:
        done.set()
        thread.join()


# Checkpoints


@pytest.fixture
def kept(log, folder):
    """Checkpoints and the public key, kept outside."""
    place = folder / log.name
    place.mkdir()

    class Kept:
        file, key = place / "checkpoints", place / "key.pem"

        def check(self, expect, *arguments):
            return log.verify(
                "--checkpoint", self.file, "--public-key", self.key, *arguments, expect=expect
            )

    Kept.key.write_text(log.checkpoint("--public-key").out)
    log.checkpoint(Kept.file)
    yield Kept()
    for file in place.iterdir():
        file.unlink()
    place.rmdir()


def test_a_checkpoint_holds_as_long_as_the_log_does(log, kept):
    assert f"1 of 1 checkpoints hold; the newest is of position {head(log)}" in kept.check(0).out
    log.verify("--checkpoint", kept.file, expect=0)
    kept.file.write_text(kept.file.read_text() + log.checkpoint().out)
    assert "2 of 2 checkpoints hold" in kept.check(0).out
    assert "2 of 2" in log.verify("--checkpoint", kept.file, expect=0).out


def test_anybody_can_check_the_signature_with_openssl(kept, folder):
    made = json.loads(kept.file.read_text())
    assert set(made) == {"log_id", "position", "hash", "recorded_at", "key_id", "signature"}
    message, signature = kept.file.parent / "message", kept.file.parent / "signature"
    signature.write_bytes(bytes.fromhex(made["signature"]))
    for position, code in ((made["position"], 0), (made["position"] - 1, 1)):
        members = (made["log_id"], position, made["hash"], made["recorded_at"])
        message.write_text("".join(f"{one}\n" for one in ("atelier checkpoint 1", *members)))
        done = subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", kept.key]
            + ["-rawin", "-in", message, "-sigfile", signature],
            capture_output=True,
        )
        assert done.returncode == code, done


def cut_tail(log, count=3):
    """The end is cut off so that nothing inside the database tells of it."""
    last = head(log) - count
    log.write(
        f"delete from log.events where position > {last}",
        f"update log.head set position = {last},"
        f" hash = (select hash from log.events where position = {last}),"
        f" recorded_at = (select recorded_at from log.events where position = {last})",
        "delete from log.streams s where not exists"
        " (select from log.events e where e.stream = s.stream)",
        "update log.streams s set version ="
        " (select max(version) from log.events e where e.stream = s.stream)",
    )


def test_an_end_that_was_cut_off_without_a_trace_shows_by_a_checkpoint(log, kept):
    last = head(log)
    cut_tail(log)
    assert "whole" in log.verify(expect=0).out
    done = kept.check(TRUNCATED)
    assert "TRUNCATED" in done.out and f"position {last} was written" in done.out
    assert f"ends at {last - 3}" in done.out and "end of the log is gone" in done.err


def test_a_chain_that_was_made_anew_shows_by_a_checkpoint(log, kept):
    log.write("update log.events set data = replace(data, 'Buoy', 'Boat')", rehash(1))
    assert "whole" in log.verify(expect=0).out
    done = kept.check(ALTERED)
    assert "REWRITTEN" in done.out and "rewritten" in done.err


def test_another_log_in_its_place_shows_by_a_checkpoint(log, kept):
    log.write("update log.identity set log_id = gen_random_uuid()")
    assert "ANOTHER LOG" in kept.check(OTHER_LOG).out
    assert "ANOTHER LOG" in log.verify("--checkpoint", kept.file, expect=OTHER_LOG).out


@pytest.mark.parametrize("member", ["log_id", "position", "hash", "recorded_at", "signature"])
def test_a_checkpoint_that_was_changed_is_forged(log, kept, member):
    made = json.loads(kept.file.read_text())
    changed = {
        "log_id": "00000000-0000-7000-8000-000000000000",
        "position": made["position"] - 1,
        "hash": made["hash"][::-1],
        "recorded_at": "2020-01-01T00:00:00.000Z",
        "signature": made["signature"][::-1],
    }
    kept.file.write_text(json.dumps({**made, member: changed[member]}) + "\n")
    done = kept.check(BAD_CHECKPOINT)
    assert "FORGED" in done.out and "line 1" in done.out and "whole" in done.out


def test_a_checkpoint_of_another_key_is_not_trusted(log, kept):
    other = Database()
    try:
        foreign = run("checkpoint", "--public-key", *other.arguments(), **other.variables()).out
        kept.key.write_text(foreign)
        assert "not the one to trust" in kept.check(BAD_CHECKPOINT).out
    finally:
        other.drop()


@pytest.mark.parametrize("text", ["", "\n", "{}", "nonsense", '{"position": 1}'])
def test_a_file_without_checkpoints_proves_nothing(log, kept, text):
    kept.file.write_text(text)
    assert str(kept.file) in kept.check(BAD_CHECKPOINT).err


def test_a_public_key_that_is_none_is_wrong_usage(kept):
    kept.key.write_text("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")
    assert "Ed25519" in kept.check(2).err


def test_the_weightier_of_two_findings_is_the_exit_code(log, kept):
    log.write("update log.events set data = '{}' where position = 5")
    assert "1 of 1 checkpoints hold" in kept.check(ALTERED).out
    cut_tail(log)
    assert "[hash] position 5 " in kept.check(TRUNCATED).out


def test_no_checkpoint_is_made_of_a_log_that_was_altered(log, kept):
    before = kept.file.read_text()
    log.write("update log.events set data = '{}' where position = 5", rehash(5))
    assert "REWRITTEN" in log.checkpoint(kept.file, expect=ALTERED).err
    cut_tail(log)
    assert "TRUNCATED" in log.checkpoint(kept.file, expect=TRUNCATED).err
    assert kept.file.read_text() == before
    fresh = kept.file.parent / "fresh"
    log.write("update log.events set data = '{\"a\":1}' where position = 6")
    assert "position 6 " in log.checkpoint(fresh, expect=ALTERED).err
    assert not fresh.exists()


def test_a_key_of_another_master_key_is_not_used(log):
    done = run(
        "checkpoint", "--database", log.service_url, expect=1, ATELIER_MASTER_KEY="ab" * 32
    )
    assert "master key" in done.err


def test_a_checkpoint_that_cannot_be_kept_is_an_error(log, folder):
    assert str(folder) in log.checkpoint(folder, expect=1).err
    assert "/does/not" in log.checkpoint("/does/not/exist", expect=1).err
