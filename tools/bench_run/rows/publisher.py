"""A backlog goes to Kafka, against Apache Kafka's own producer benchmark; then read models that have
none of it catch up from there."""

import re
import subprocess
import time

from bench_run import ROOT
from bench_run.database import head, query, wait_for_value
from bench_run.figures import Figure, Target, side_by_side
from bench_run.procfs import recorded, run
from bench_run.town import settle

ABOUT = "a backlog to Kafka against ProducerPerformance; catch-up of all read models from Kafka"
LIMIT_SECONDS = 1800
SAMPLE = 5_000  # events whose bytes ProducerPerformance sends, again and again
TOPIC = "bench.producer"

# What a record of ours has, key and headers too (eventstore/kafka/event_message.cpp): the other side
# sends as many bytes, and such as can be compressed as well.
RECORD = """
    select e.workspace_id || 'content-type' || 'application/json' || 'ce_specversion' || '1.0'
        || 'ce_id' || e.event_id || 'ce_source' || '/atelier' || 'ce_type' || e.type
        || 'ce_subject' || e.stream || 'ce_time' || to_char(e.recorded_at, 'YYYY-MM-DD"T"HH24:MI:SS.MSZ')
        || 'ce_position' || e.position || 'ce_streamversion' || e.version
        || 'ce_workspaceid' || e.workspace_id || 'ce_schemaversion' || e.schema_version
        || 'atelier_metadata' || e.metadata || 'ce_logepoch' || h.epoch || e.data
    from log.events e, log.identity h
    order by e.position desc limit %d"""


# How far Kafka has everything; how far a read model is.
PUBLISHED = "select coalesce(max(position), 0) from log.publisher"
FOLDED = "select coalesce(max(position), 0) from projection.checkpoints"
# The last event of each workspace. A read that waits for a position waits for the partition of that event's workspace,
# and of the others it says nothing.
LAST_ONES = """
    select (select e.position from log.events e where e.workspace_id = w.workspace_id
            order by e.position desc limit 1)
    from (select distinct workspace_id from log.streams) w order by 1"""


def publish(bench, store, broker):
    """Events a second from when the node listens until all are confirmed."""
    with bench.node(store, "--roles", "api,publisher", kafka=broker.address) as node:
        before, started, end = query(store, PUBLISHED)[0][0], time.monotonic(), head(store)
        with recorded(bench.processes(node, broker)) as used:
            wait_for_value(store, PUBLISHED, end, LIMIT_SECONDS)
        seconds = time.monotonic() - started
    return {"rate": (end - before) / seconds, "events": end - before, "processes": used}


def catch_up(bench, store, broker):
    """The same of the projector, with everything in Kafka."""
    with bench.node(store, "--roles", "api,projector", kafka=broker.address) as node:
        before, started = query(store, FOLDED)[0][0], time.monotonic()
        ends = [position for (position,) in query(store, LAST_ONES)]
        end = ends[-1]
        with recorded(bench.processes(node, broker)) as used:
            for position in ends:
                settle(node, bench.town().owner, position, seconds=LIMIT_SECONDS)
        seconds = time.monotonic() - started
    return {"rate": (end - before) / seconds, "events": end - before, "processes": used}


class ProducerPerformance:
    """org.apache.kafka.tools.ProducerPerformance with our events as payload, to the same broker."""

    def __init__(self, store, folder):
        jars = subprocess.run(
            [ROOT / "tools/kafka/fetch", "tools"], stdout=subprocess.PIPE, text=True, check=True
        )
        self.jars = jars.stdout.strip()
        self.payload = folder / "payload"
        rows = query(store, RECORD % SAMPLE)
        self.payload.write_text("".join(text + "\n" for (text,) in rows), encoding="utf-8")

    def measure(self, broker, records):
        done = run(
            "java", "-Xmx512m", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-cp", self.jars, "org.apache.kafka.tools.ProducerPerformance",
            "--topic", TOPIC, "--num-records", records, "--payload-file", self.payload,
            "--throughput", "-1", "--producer-props", f"bootstrap.servers={broker.address}",
            "acks=all", "compression.type=lz4", "batch.size=900000", "buffer.memory=67108864",
            timeout=LIMIT_SECONDS,
        )  # fmt: skip
        last = done.out.strip().splitlines()[-1]
        rate = re.search(r"([\d.]+) records/sec", last)
        assert rate and last.startswith(f"{records} records sent"), done.out
        return {"rate": float(rate.group(1)), "client_cpu_seconds": done.cpu_seconds, "said": last}


def make_topic(bench, broker):
    """Of one partition; kafka_hops makes it and sends a record."""
    run(bench.program("kafka_hops"), broker.address, TOPIC, 1, 100, 100)


def measure(bench):
    """Yields figures."""
    backlog = bench.backlog()
    sent, caught, theirs = [], [], []
    for _ in range(bench.rounds):
        store = bench.copy_of(backlog, "publisher")
        with bench.broker() as broker:
            with bench.node(store, "--roles", "api"):  # for the sample of events
                reference = ProducerPerformance(store, store.folder.parent)
                events = head(store)
            make_topic(bench, broker)
            reference.measure(broker, events)  # a broker that has just started compiles itself
            sent.append(publish(bench, store, broker))
            theirs.append(reference.measure(broker, sent[-1]["events"]))
            caught.append(catch_up(bench, store, broker))
    yield Figure(
        row="publisher",
        what=f"publisher, backlog of {sent[0]['events']:,} events to Kafka",
        against="ProducerPerformance, same bytes, acks=all, lz4",
        unit="/s",
        ours=[one["rate"] for one in sent],
        reference=[one["rate"] for one in theirs],
        targets=[] if bench.is_short else [Target(0.7)],
        runs=side_by_side(sent, theirs),
    )
    rates = [one["rate"] for one in caught]
    yield Figure(
        row="publisher",
        what=f"catch-up of all read models from Kafka, {caught[0]['events']:,} events",
        against="",
        unit="/s",
        ours=rates,
        targets=[] if bench.is_short else [Target(50_000, of="events/s")],
        values={"events/s": sorted(rates)[len(rates) // 2]},
        runs=caught,
    )
