"""`atelier rebuild all` from the log, against COPY out of the events and COPY in of the rows."""

import os
import time

from bench_run.database import database_url, head, postgres_program, query
from bench_run.figures import Figure, Target, interleaved, median_of, side_by_side
from bench_run.procfs import recorded, run
from bench_run.town import settle
from harness.node import environment

ABOUT = "`rebuild all` from the log, against COPY of the same events and rows"
LIMIT_SECONDS = 3600


def read_model_tables(store):
    """Names of the read models' tables, schema and all."""
    rows = query(
        store,
        """select distinct quote_ident(t.table_schema) || '.' || quote_ident(t.table_name)
        from information_schema.tables t join projection.checkpoints c on t.table_schema = c.name
        where t.table_type = 'BASE TABLE' order by 1""",
    )
    return [name for (name,) in rows]


def psql(store, command):
    """Seconds."""
    return run(
        postgres_program("psql"),
        "-qX",
        database_url(store),
        "-c",
        command,
        output=False,
        timeout=LIMIT_SECONDS,
    ).seconds


def copy_seconds(store, folder, tables):
    """What every rebuild has to do: events out, rows in, without indexes."""
    out = psql(store, f"\\copy (select * from log.events) to {folder}/events")
    rows_in = 0.0
    for number, table in enumerate(tables):
        psql(store, f"\\copy {table} to {folder}/rows-{number}")
        query(store, f"create table public.bench_copy (like {table})")
        rows_in += psql(store, f"\\copy public.bench_copy from {folder}/rows-{number}")
        query(store, "drop table public.bench_copy")
    return {"out_s": out, "in_s": rows_in, "seconds": out + rows_in}


def rebuild(bench, node):
    with recorded(bench.processes(node)) as used:
        done = run(
            os.environ["ATELIER_BINARY"], "rebuild", "all", *node.store.arguments(),
            timeout=LIMIT_SECONDS, env=environment(),
        )  # fmt: skip
    return {"seconds": done.seconds, "cpu_seconds": done.cpu_seconds, "processes": used}


def measure(bench):
    """Yields figures."""
    store = bench.copy_of(bench.backlog(), "rebuild")
    started = time.monotonic()
    with bench.node(store) as node:
        events = head(store)
        settle(node, bench.town().owner, events)
        caught_up = time.monotonic() - started
        tables, folder = read_model_tables(store), bench.new_folder("copies")
        assert len(tables) >= 5, f"the read models' tables are not found: {tables}"
        ours, theirs = interleaved(
            bench.rounds, lambda: rebuild(bench, node), lambda: copy_seconds(store, folder, tables)
        )
    targets = [Target(2, is_most=True), Target(100_000, of="events/s")]
    yield Figure(
        row="rebuild",
        what=f"rebuild all, {events:,} events",
        against="COPY out of events, COPY in of rows",
        unit="s",
        ours=[one["seconds"] for one in ours],
        reference=[one["seconds"] for one in theirs],
        targets=[] if bench.is_short else targets,
        values={
            "events/s": events / median_of(ours, "seconds"),
            "rebuild CPU s": median_of(ours, "cpu_seconds"),
            "COPY out s": median_of(theirs, "out_s"),
            "COPY in s": median_of(theirs, "in_s"),
            "caught up from the log at first, with start, s": caught_up,
        },
        runs=side_by_side(ours, theirs),
    )
