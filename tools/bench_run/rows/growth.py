"""The same commands and boards on a log of 10,000 events and on a long one; start-up and memory there."""

import statistics
import time
from contextlib import ExitStack

from bench_run.database import head
from bench_run.figures import Figure, Target, interleaved
from bench_run.filler import Filler, project_id
from bench_run.procfs import Use, rss_kib
from bench_run.town import settle
from bench_run.wrk import write_slots, wrk

ABOUT = (
    "commands, a board, start-up and memory with 10,000 and 1,000,000 events (--full: 10,000,000)"
)
CONNECTIONS = 64
SMALL, LARGE, HUGE = 10_000, 1_000_000, 10_000_000
SHORT_SMALL, SHORT_LARGE = 1_100, 3_000
IDLE_SECONDS = 5
# An hour's load, 111 commands a second, as fast as it goes.
HOUR_OF_COMMANDS, SHORT_HOUR = 400_000, 200


def filled(bench, events):
    """A data folder with so many events, folded, and nothing running on it."""
    store = bench.town_store(f"growth-{events}")
    with bench.node(store) as node:
        filler = Filler(store, bench.town())
        filler.events(max(1, events - head(store)))
        filler.close()
        settle(node, bench.town().owner, head(store), seconds=3600)
    return store


def commands_us(bench, node):
    """Microseconds of each command, with 64 connections at once."""
    connections = 2 if bench.is_short else CONNECTIONS
    slots = node.store.folder.parent / "slots.lua"
    write_slots(slots, bench.town().people[: connections + 6], bench.town().projects)
    return 1e6 / wrk(node.url, "commands.lua", connections, bench.seconds, slots)["rate"]


def board_us(bench, node):
    url = f"{node.url}/api/v1/projects/{project_id(0)}/board"
    return 1e6 / wrk(url, "get.lua", CONNECTIONS, bench.seconds, bench.town().owner.token)["rate"]


def compared(bench, what, small, large, measure_one, sizes):
    ours, theirs = interleaved(
        bench.rounds, lambda: measure_one(bench, large), lambda: measure_one(bench, small)
    )
    return Figure(
        row="growth",
        what=f"{what}, {sizes[1]:,} events",
        against=f"the same with {sizes[0]:,} events",
        unit="µs",
        ours=ours,
        reference=theirs,
        targets=[Target(1.1, is_most=True)],
    )


def start_seconds(bench, store):
    """From the start of the process, and of its embedded PostgreSQL, until it is ready."""
    started = time.monotonic()
    with bench.node(store) as node:
        bench.town().owner.ask_plain(node, "/health/ready")
        return time.monotonic() - started


def start_figure(bench, store, events):
    seconds = [start_seconds(bench, store) for _ in range(bench.rounds)]
    return Figure(
        row="growth",
        what=f"start-up until ready, embedded PostgreSQL included, {events:,} events",
        against="",
        unit="s",
        ours=seconds,
        targets=[Target(2, is_most=True, of="seconds")],
        values={"seconds": statistics.median(seconds)},
    )


def loaded_mib(bench, node, commands):
    """Resident memory after so many commands, with boards read in between."""
    done = 0
    while done < commands:
        done += bench.seconds * 1e6 / commands_us(bench, node)
        board_us(bench, node)
    settle(node, bench.town().owner, head(node.store))
    return rss_kib(node.process.pid) / 1024


def memory_figure(bench, node, events):
    """Of a node that has just started; then after a load, and after a quarter of it more."""
    pid = node.process.pid
    before, started = Use(pid, set(bench.processes(node).values())), time.monotonic()
    time.sleep(1 if bench.is_short else IDLE_SECONDS)
    now = Use(pid, set(bench.processes(node).values()))
    idle = rss_kib(pid) / 1024
    cores = (now.cpu_seconds - before.cpu_seconds) / (time.monotonic() - started)
    hour = SHORT_HOUR if bench.is_short else HOUR_OF_COMMANDS
    loaded = loaded_mib(bench, node, hour)
    more = loaded_mib(bench, node, hour / 4)
    return Figure(
        row="growth",
        what=f"resident memory of serve at idle, {events:,} events",
        against="",
        unit="MiB",
        ours=[idle],
        targets=[
            Target(60, is_most=True, of="idle MiB"),
            Target(1, is_most=True, of="idle % of a core"),
            Target(1.05, is_most=True, of="growth after an hour's load"),
        ],
        values={
            "idle MiB": idle,
            "idle % of a core": 100 * cores,
            "MiB after an hour's load": loaded,
            "MiB after a quarter more": more,
            "growth after an hour's load": more / loaded,
        },
    )


def measure(bench):
    """Yields figures. Both logs are served at the same time, and asked in turns."""
    sizes = (SHORT_SMALL, SHORT_LARGE) if bench.is_short else (SMALL, LARGE)
    if bench.options.full:
        sizes = (SMALL, HUGE)
    small, large = (filled(bench, events) for events in sizes)
    yield start_figure(bench, large, sizes[1])
    with bench.node(large) as node:
        yield memory_figure(bench, node, sizes[1])
    with ExitStack() as stack:
        little = stack.enter_context(bench.node(small))
        much = stack.enter_context(bench.node(large))
        yield compared(bench, "commands, 64 connections", little, much, commands_us, sizes)
        for node in (little, much):
            settle(node, bench.town().owner, head(node.store))
        yield compared(bench, "board of 100 cards, 64 connections", little, much, board_us, sizes)
