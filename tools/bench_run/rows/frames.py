"""From a command to its frame at other clients of the board, against the sum of the parts that it is
made of: two commits, and with Kafka two records from produce to consume."""

import json
import statistics

from bench_run.database import head, pgbench, prepare_pgbench
from bench_run.figures import Figure, Target, interleaved, median_of, side_by_side
from bench_run.live import live_clients, make_board
from bench_run.procfs import recorded, run
from bench_run.town import settle

ABOUT = "command → frame at another client, 1 to 2,000 subscribers, embedded and with Kafka"

CELLS = ((1, 10), (1, 200), (1, 1000), (100, 10), (100, 200), (2000, 10))  # subscribers, commands/s
OTHER_CELLS = ((100, 1000), (2000, 200), (2000, 1000))
SHORT_CELLS = ((2, 5),)
PART_SECONDS, PART_COMMITS = 1, 20  # at least
MOST_HOPS, EVENT_BYTES = 300, 600
BROKER_WARM_UP = 1000, 30  # commands/s, seconds: until Java has compiled what they make it do


class Parts:
    """What a command to a frame takes at least, each part measured alone."""

    def __init__(self, bench, store, broker):
        self.bench, self.store, self.broker = bench, store, broker
        self.folder = bench.new_folder("parts")
        self.count = 0

    def measure(self, per_second):
        """At the same pace: who comes seldom finds processors asleep, here as there."""
        seconds = max(PART_SECONDS, PART_COMMITS // per_second)
        commit = pgbench(self.store, self.folder, 1, seconds, per_second)["p50_ms"]
        parts = {"commit_ms": commit, "sum_ms": 2 * commit}
        if self.broker:
            self.count += 1
            hops = min(MOST_HOPS, seconds * per_second)
            said = run(
                self.bench.program("kafka_hops"), self.broker.address, f"bench.hops.{self.count}",
                hops, EVENT_BYTES, per_second,
            )  # fmt: skip
            hop = json.loads(said.out)["p50_ms"]
            parts |= {"hop_ms": hop, "sum_ms": 2 * commit + 2 * hop}
        return parts


def figure_of(bench, name, processes, clients, parts, subscribers, rate):
    def ours():
        with recorded(processes) as used:
            said = clients.run(rate, bench.seconds)
        return {**said, "processes": used}

    runs, sums = interleaved(bench.rounds, ours, lambda: parts.measure(rate))
    targets = [Target(1.5, is_most=True)]
    if rate == 200:
        targets.append(Target(10, is_most=True, of="p99 ms"))
    values = {
        "p99 ms": median_of(runs, "p99_ms"),
        "sent /s": median_of(runs, "rate"),
        "frames missing %": 100
        * (1 - median_of(runs, "frames") / median_of(runs, "frames_wanted")),
        "answer p50 ms": median_of(runs, "answer_p50_ms"),
        "commit ms": median_of(sums, "commit_ms"),
        **({"hop ms": median_of(sums, "hop_ms")} if parts.broker else {}),
        "serve cores": statistics.median(one["processes"]["serve"]["cpu_cores"] for one in runs),
    }
    return Figure(
        row="frames",
        what=f"command → frame, {name}, {subscribers:,} subscribers, {rate:,}/s: p50",
        against="two commits and two Kafka hops" if parts.broker else "two commits",
        unit="ms",
        ours=[one["p50_ms"] for one in runs],
        reference=[one["sum_ms"] for one in sums],
        targets=targets,
        values=values,
        runs=side_by_side(runs, sums),
    )


def measure_mode(bench, name, node, broker=None):
    prepare_pgbench(node.store)
    project, lines = make_board(bench, node)
    settle(node, bench.town().owner, head(node.store))
    parts = Parts(bench, node.store, broker)
    cells = SHORT_CELLS if bench.is_short else CELLS + (OTHER_CELLS if bench.options.full else ())
    if broker and not bench.is_short:
        with live_clients(bench, node, project, lines, 1) as clients:
            clients.run(*BROKER_WARM_UP)
    for subscribers in sorted({one for one, _ in cells}):
        with live_clients(bench, node, project, lines, subscribers) as clients:
            assert clients.connected == subscribers, f"only {clients.connected} of {subscribers}"
            processes = {**bench.processes(node, broker), "clients": clients.process.pid}
            for _, rate in [one for one in cells if one[0] == subscribers]:
                yield figure_of(bench, name, processes, clients, parts, subscribers, rate)


def measure(bench):
    """Yields figures."""
    with bench.node(bench.town_store("frames")) as node:
        yield from measure_mode(bench, "embedded", node)
    with bench.broker() as broker:
        with bench.node(bench.town_store("frames-kafka"), kafka=broker.address) as node:
            yield from measure_mode(bench, "Kafka", node, broker)
