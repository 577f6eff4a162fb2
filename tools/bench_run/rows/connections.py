"""Live connections: what each costs the service in memory, and that none is lost."""

from bench_run.database import head
from bench_run.figures import Figure, Target
from bench_run.live import live_clients, make_board
from bench_run.procfs import pss_kib, recorded, rss_kib
from bench_run.town import settle

ABOUT = "1,000, 5,000 and 10,000 live connections, idle and with 10 moves/s"
MOVES_A_SECOND = 10


def figure_of(bench, node, project, lines, count):
    apart = set(bench.processes(node).values())
    pid = node.process.pid
    before = pss_kib(pid, apart)
    with live_clients(bench, node, project, lines, count) as clients:
        idle = pss_kib(pid, apart)
        with recorded({**bench.processes(node), "clients": clients.process.pid}) as used:
            run = clients.run(MOVES_A_SECOND, bench.seconds)
        moved = pss_kib(pid, apart)
        left = clients.count()
        opened = clients.seconds
    return Figure(
        row="connections",
        what=f"{count:,} live connections: memory each",
        against="",
        unit="KiB",
        ours=[(idle - before) / count],
        targets=[
            Target(20, is_most=True, of="KiB each", unit=" KiB"),
            Target(0, is_most=True, of="lost"),
        ],
        values={
            "KiB each": (idle - before) / count,
            "lost": count - left,
            "KiB each with moves": (moved - before) / count,
            "frame p50 ms": run["p50_ms"],
            "frame p99 ms": run["p99_ms"],
            "frames missing %": 100 * (1 - run["frames"] / run["frames_wanted"]),
            "opened in s": opened,
            "serve RSS MiB": rss_kib(pid) / 1024,
        },
        runs=[{"run": run, "processes": used}],
    )


def measure(bench):
    """Yields figures. Each count has a node of its own, so that memory which the one before has left
    behind is not taken for nothing."""
    store = bench.town_store("connections")
    for count in [20] if bench.is_short else [1_000, 5_000, 10_000]:
        with bench.node(store) as node:
            project, lines = make_board(bench, node)
            settle(node, bench.town().owner, head(node.store))
            with live_clients(bench, node, project, lines, 2) as clients:
                clients.run(MOVES_A_SECOND, 1)  # the board is in memory, and so is the code
            yield figure_of(bench, node, project, lines, count)
