"""The embedded PostgreSQL of a data folder, asked as its superuser; and pgbench on it."""

import json
import time
from pathlib import Path

import psycopg2

from bench_run import HERE
from bench_run.figures import percentile
from bench_run.procfs import NothingDone, run, until_something

BENCH = "bench"


def postgres_program(name):
    """The program itself: Debian's wrapper of the same name would be measured with it."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return found[-1] if found else name


def database_url(store, name="atelier"):
    """A superuser's address of a data folder's PostgreSQL."""
    return f"postgresql://postgres@/{name}?host={store.folder}/postgres/socket&port=5432"


def query(store, statement, *parameters, database="atelier"):
    """Rows of one statement, in a transaction of its own."""
    connection = psycopg2.connect(database_url(store, database))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def wait_for_value(store, statement, least, seconds):
    """Asks again and again, by one connection, until the one value is at least that."""
    connection = psycopg2.connect(database_url(store))
    connection.autocommit = True
    end = time.monotonic() + seconds
    try:
        with connection.cursor() as cursor:
            while True:
                cursor.execute(statement)
                if cursor.fetchone()[0] >= least:
                    return
                if time.monotonic() > end:
                    raise RuntimeError(f"not {least} within {seconds} s: {statement}")
                time.sleep(0.02)
    finally:
        connection.close()


def head(store):
    """The position of the log's end."""
    return query(store, "select position from log.head")[0][0]


def prepare_pgbench(store):
    """Beside our database, in the same server with the same durability: an empty table like that of
    the events, with their indexes."""
    query(store, f"create database {BENCH}", database="postgres")
    query(store, (HERE / "sql/table.sql").read_text(encoding="utf-8"), database=BENCH)


def free_connections(store):
    """How many clients the server lets in beside those that it has."""
    return query(
        store,
        "select current_setting('max_connections')::int"
        " - current_setting('superuser_reserved_connections')::int - count(*)"
        " from pg_stat_activity where backend_type = 'client backend'",
    )[0][0]


def pgbench(store, folder, clients, seconds, per_second=None):
    """One transaction = one insert of a row as large as an event, at that pace or one after the
    other. Inserts a second, latencies in ms of every one of them, processor seconds of pgbench."""
    return until_something(lambda time: _pgbench(store, folder, clients, time, per_second), seconds)


def _pgbench(store, folder, clients, seconds, per_second):
    for old in Path(folder).glob("pgbench_log*"):
        old.unlink()
    done = run(
        postgres_program("pgbench"), "--no-vacuum", "--protocol=prepared", f"--file={HERE / 'sql/insert.sql'}",
        f"--client={clients}", f"--jobs={min(2, clients)}", f"--time={seconds}",
        *([f"--rate={per_second}"] if per_second else []),
        "--log", f"--log-prefix={folder}/pgbench_log", database_url(store, BENCH),
    )  # fmt: skip
    failed = [line for line in done.out.splitlines() if "failed transactions: " in line]
    assert not failed or " 0 (" in failed[0], done.out
    rates = [line for line in done.out.splitlines() if line.startswith("tps = ")]
    if not rates:
        raise NothingDone(f"pgbench has done nothing: {done.out}")
    # With a pace the last column is how late one began: it counts from its turn, and not from when it was sent.
    latencies = [
        (int(line.split()[2]) - (int(line.split()[6]) if per_second else 0)) / 1000
        for log in Path(folder).glob("pgbench_log*")
        for line in log.read_text(encoding="ascii").splitlines()
    ]
    return {
        "rate": float(rates[0].split()[2]),
        "p50_ms": percentile(latencies, 0.5),
        "p99_ms": percentile(latencies, 0.99),
        "client_cpu_seconds": round(done.cpu_seconds, 2),
    }


def checkpoint(store):
    """So that what was written before is not paid for by the next."""
    query(store, "checkpoint")


def show_settings(store):
    """What makes a commit durable here: said in the result file."""
    names = ("fsync", "synchronous_commit", "wal_sync_method", "full_page_writes", "shared_buffers")
    return json.dumps({name: query(store, f"show {name}")[0][0] for name in names})
