"""Durable commands over HTTP/1.1 against pgbench's single inserts in the same PostgreSQL server."""

import time
import uuid

from bench_run.database import checkpoint, free_connections, head, pgbench, prepare_pgbench, show_settings
from bench_run.figures import Figure, Target, interleaved, median_of, side_by_side
from bench_run.procfs import recorded
from bench_run.town import settle
from bench_run.wrk import write_slots, wrk

ABOUT = "create task, move task, start and stop timer, by 1 to 256 connections, also with keys"

API_ONLY, EVERYTHING, WITH_KAFKA = "api only", "everything", "everything, Kafka"
WARM_UP_SECONDS = 1
BROKER_WARM_UP_SECONDS = 10
SLOTS_TO_SPARE = 6  # wrk asks for one request that it never sends


def targets_of(mode, connections):
    if connections == 1:
        return [Target(0.5)]
    if connections == 64:
        return [
            Target(1.5 if mode == API_ONLY else 0.7),
            Target(3, is_most=True, of="p99 ratio"),
        ]
    return []


class Mode:
    def __init__(self, bench, name, node, broker=None):
        self.bench, self.name, self.node, self.broker = bench, name, node, broker
        self.store = node.store
        self.folder = self.store.folder.parent
        self.processes = bench.processes(node, broker)
        self.folds = name != API_ONLY

    def ours(self, connections, seconds, keys=()):
        town = self.bench.town()
        people = town.people[: connections + SLOTS_TO_SPARE]
        slots = self.folder / "slots.lua"
        write_slots(slots, people, town.projects)
        checkpoint(self.store)
        with recorded(self.processes) as used:
            run = wrk(self.node.url, "commands.lua", connections, seconds, slots, *keys)
        if self.folds:
            started = time.monotonic()
            settle(self.node, town.owner, head(self.store))
            run["drained_after_s"] = time.monotonic() - started
        return {**run, "processes": used}

    def theirs(self, connections):
        checkpoint(self.store)
        with recorded(self.processes) as used:
            run = pgbench(self.store, self.folder, self.clients(connections), self.bench.seconds)
        return {**run, "processes": used}

    def clients(self, connections):
        """A server has fewer sessions than we have connections: as many as there is room for."""
        return min(connections, free_connections(self.store))

    def figure(self, connections):
        # Streams of these people are read for the first time; and a broker compiles its Java.
        has_cold_broker = self.broker and not self.bench.is_short
        self.ours(connections, BROKER_WARM_UP_SECONDS if has_cold_broker else WARM_UP_SECONDS)
        ours, theirs = interleaved(
            self.bench.rounds,
            lambda: self.ours(connections, self.bench.seconds),
            lambda: self.theirs(connections),
        )
        p99, their_p99 = median_of(ours, "p99_ms"), median_of(theirs, "p99_ms")
        commands = median_of(ours, "rate") * self.bench.seconds
        values = {
            "p50 ms": median_of(ours, "p50_ms"),
            "p99 ms": p99,
            "their p50 ms": median_of(theirs, "p50_ms"),
            "their p99 ms": their_p99,
            "p99 ratio": p99 / their_p99,
            **{
                f"{name} µs each": median_of(
                    [run["processes"][name] for run in ours], "cpu_seconds"
                )
                / commands
                * 1e6
                for name in self.processes
            },
        }
        if self.folds:
            values["drained after s"] = median_of(ours, "drained_after_s")
        return Figure(
            row="commands",
            what=f"commands, {self.name}, {connections} connections",
            against=f"pgbench, {self.clients(connections)} clients",
            unit="/s",
            ours=[run["rate"] for run in ours],
            reference=[run["rate"] for run in theirs],
            targets=targets_of(self.name, connections),
            values=values,
            runs=side_by_side(ours, theirs),
        )


    def figure_with_keys(self, connections):
        """The same commands, each with a key under which its answer is kept for a repeat."""
        ours, theirs = interleaved(
            self.bench.rounds,
            lambda: self.ours(connections, self.bench.seconds, [str(uuid.uuid4())]),
            lambda: self.ours(connections, self.bench.seconds),
        )
        return Figure(
            row="commands",
            what=f"commands with an Idempotency-Key, {self.name}, {connections} connections",
            against="the same without",
            unit="/s",
            ours=[run["rate"] for run in ours],
            reference=[run["rate"] for run in theirs],
            values={name: median_of(ours, f"{name}_ms") for name in ("p50", "p99")},
            runs=side_by_side(ours, theirs),
        )


def measure(bench):
    """Yields figures. The modes follow each other on one data folder, so that each has the other's log."""
    counts = [1, 2] if bench.is_short else [1, 8, 64, 256]
    store = bench.town_store("commands")
    with bench.node(store, "--roles", "api") as node:
        prepare_pgbench(store)
        bench.say(f"durability of both: {show_settings(store)}")
        mode = Mode(bench, API_ONLY, node)
        for connections in counts:
            yield mode.figure(connections)
        for connections in counts[:1] if bench.is_short else [1, 64]:
            yield mode.figure_with_keys(connections)
    with bench.node(store) as node:
        settle(node, bench.town().owner, head(store))
        mode = Mode(bench, EVERYTHING, node)
        for connections in counts:
            yield mode.figure(connections)
    with bench.broker() as broker, bench.node(store, kafka=broker.address) as node:
        settle(node, bench.town().owner, head(store))
        mode = Mode(bench, WITH_KAFKA, node, broker)
        for connections in counts[:1] if bench.is_short else [64]:
            yield mode.figure(connections)
