"""Replay and verification of a long log: memory that does not grow with it. With ATELIER_BIG_LOG set to
a number of events (1000000), also how fast they are, against a COPY of the same rows."""

import json
import os
import subprocess
import time

import pytest

from harness.client import Client
from harness.node import Database, Node, binary, environment, is_instrumented

EVENTS = int(os.environ.get("ATELIER_BIG_LOG", "30000"))
EVENTS_A_TASK, TASKS_A_BATCH = 10, 500
GROWTH = 48 * 1024  # kB: the caches of states and people, which are bounded

APPEND = f"""
    select split_part(said[1], ' ', 1)
    from (select array_agg(1) request, array_agg(gen_random_uuid()) id,
                 array_agg('task-' || task.id order by v, task.id) stream,
                 array_agg(v::bigint order by v, task.id) as version,
                 array_agg(case v when 1 then 'TaskCreated' else 'TaskMoved' end order by v, task.id) as type,
                 array_agg(case v when 1 then 2 else 1 end order by v, task.id) schema_version,
                 array_agg(made.workspace_id order by v, task.id) workspace,
                 array_agg(case v when 1 then made.data else moved.data end order by v, task.id) as data,
                 array_agg(case v when 1 then made.metadata else moved.metadata end
                           order by v, task.id) metadata
          from (select gen_random_uuid() as id from generate_series(1, {TASKS_A_BATCH})) task
          cross join generate_series(1, {EVENTS_A_TASK}) v
          cross join (select * from log.events where type = 'TaskCreated' order by position limit 1) made
          cross join (select * from log.events where type = 'TaskMoved' order by position limit 1) moved) e,
         log.append_requests(1, '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', request, id, stream, version, type,
                    schema_version, workspace, data, metadata,
                    '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}') said"""


@pytest.fixture(scope="module")
def store(folder, contract):
    """A real person moves a real task; the database repeats that for many tasks."""
    database = Database()
    node = Node(database, folder)
    try:
        person = Client(node, contract)
        person.register("Mara")
        project = person.create_project(person.create_workspace().data["id"]).data
        task = person.create_task(project["id"]).data["id"]
        person.move_task(task, project["statuses"][1]["id"])
    finally:
        node.stop()
    while database.query("select position from log.head")[0][0] < EVENTS:
        database.query(APPEND)
    yield database
    database.drop()


# AddressSanitizer keeps the last 256 MiB that were freed, which is no growth of ours.
NO_HOARD = {"ASAN_OPTIONS": "quarantine_size_mb=16"}


def measure(database, *arguments):
    """Seconds, and the most memory that the process had, in kB."""
    started = time.monotonic()
    process = subprocess.Popen(
        [binary(), *map(str, arguments), *database.arguments()],
        env=environment(**database.variables(), **NO_HOARD),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    errors = process.stderr.read().decode()
    process.stderr.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, errors
    return time.monotonic() - started, used.ru_maxrss


def copy_seconds(database):
    columns = "position, event_id, stream, version, type, data, metadata, recorded_at, hash"
    started = time.monotonic()
    subprocess.run(
        ["psql", "-qX", database.owner_url, "-c"]
        + [f"copy (select {columns} from log.events order by position) to stdout"],
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.monotonic() - started


COMMANDS = {
    "replay": ("replay",),
    "replay as json": ("replay", "--format", "json"),
    "replay as csv": ("replay", "--format", "csv"),
    "verify log": ("verify", "log"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_memory_does_not_grow_with_the_log(store, name):
    end = store.query("select position from log.head")[0][0]
    _, little = measure(store, *COMMANDS[name], "--to", end // 10)
    seconds, all_of_it = measure(store, *COMMANDS[name])
    assert all_of_it < little + GROWTH * (4 if is_instrumented() else 1), (little, all_of_it)
    if "ATELIER_BIG_LOG" in os.environ:
        baseline = copy_seconds(store)
        print(
            json.dumps(
                {
                    "what": name,
                    "events": end,
                    "seconds": round(seconds, 2),
                    "events_a_second": round(end / seconds),
                    "copy_seconds": round(baseline, 2),
                    "times_copy": round(seconds / baseline, 2),
                    "rss_kb": all_of_it,
                    "rss_of_a_tenth_kb": little,
                }
            )
        )


@pytest.mark.skipif("ATELIER_BIG_LOG" not in os.environ, reason="only measures")
def test_a_rare_persons_events_are_found_in_a_long_log(store):
    nobody = store.query("select substr(stream, 6) from log.events where starts_with(stream, 'user-')")[0][0]
    for filters in (("--person", nobody, "--type", "UserRegistered"), ("--since", "2999-01-01")):
        print(filters[0], round(measure(store, "replay", *filters)[0], 2), "s")
