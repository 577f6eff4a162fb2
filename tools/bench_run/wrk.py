"""HTTP load by wrk, whose scripts are in wrk/. Only answers of 2xx count; any other is an error."""

import json
import os

from bench_run import HERE
from bench_run.procfs import NothingDone, run, until_something


def wrk(url, script, connections, seconds, *arguments):
    """Answers a second, latencies in ms, processor seconds of wrk."""
    return until_something(lambda time: _wrk(url, script, connections, time, *arguments), seconds)


def _wrk(url, script, connections, seconds, *arguments):
    threads = min(2, connections)
    done = run(
        "wrk", f"--threads={threads}", f"--connections={connections}", f"--duration={seconds}s",
        "--timeout=10s", f"--script={HERE / 'wrk' / script}", url, "--", threads, *arguments,
        env={**os.environ, "BENCH_LUA": str(HERE / "wrk")},
    )  # fmt: skip
    said = json.loads(next(line for line in done.out.splitlines() if line.startswith("{")))
    broken = said["others"] + said["timeouts"] + said["socket_errors"]
    if broken:
        raise RuntimeError(f"answers other than 2xx, or none: {said}\n{done.out[-2000:]}")
    if not said["answers"]:
        raise NothingDone(f"wrk got no answer: {done.out[-2000:]}")
    return {
        "rate": said["answers"] / (said["microseconds"] / 1e6),
        "p50_ms": said["p50"] / 1000,
        "p99_ms": said["p99"] / 1000,
        "client_cpu_seconds": round(done.cpu_seconds, 2),
    }


def write_slots(path, people, projects):
    """Who does what in commands.lua: a person each, who works in one project."""
    lines = ["return {"]
    for number, person in enumerate(people):
        project = projects[number % len(projects)]
        statuses = ", ".join(f'"{status}"' for status in project.statuses)
        lines.append(
            f'  {{ token = "{person.token}", project = "{project.id}",'
            f' workspace = "{project.workspace}", statuses = {{ {statuses} }} }},'
        )
    path.write_text("\n".join([*lines, "}"]) + "\n", encoding="utf-8")
