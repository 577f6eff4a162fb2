"""Queries over HTTP against a bare server that gives out the same bytes; the time report against SQL."""

import re
import socket
import subprocess
from contextlib import contextmanager
from urllib.parse import urlsplit

from bench_run import HERE
from bench_run.database import database_url, head, postgres_program
from bench_run.figures import Figure, Target, interleaved, median_of, percentile, side_by_side
from bench_run.filler import Filler, task_id
from bench_run.procfs import recorded, run
from bench_run.town import settle
from bench_run.wrk import wrk

ABOUT = "boards, a task, a task list, activity, a time report over 100,000 entries"
CONNECTIONS = 64
SERVER_THREADS = 2  # as many as serve has for sockets


def raw_answer(node, person, path):
    """The bytes of an answer, head included."""
    place = urlsplit(node.url)
    request = f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\nAuthorization: Bearer {person.token}\r\n\r\n"
    with socket.create_connection((place.hostname, place.port), timeout=60) as connection:
        connection.sendall(request.encode())
        with connection.makefile("rb") as stream:
            head_lines = [stream.readline()]
            while head_lines[-1] != b"\r\n":
                head_lines.append(stream.readline())
            size = next(line for line in head_lines if line.lower().startswith(b"content-length:"))
            answer = b"".join(head_lines) + stream.read(int(size.split(b":")[1]))
    assert answer.startswith(b"HTTP/1.1 200 "), answer[:2000]
    assert b'"data":[]' not in answer, f"nothing is found: {path}"
    return answer


@contextmanager
def bytes_server(bench, answers, folder):
    """The reference: its url and process. `answers` is path → bytes."""
    arguments = []
    for number, (path, answer) in enumerate(answers.items()):
        (folder / f"answer-{number}").write_bytes(answer)
        arguments.append(f"{path}={folder}/answer-{number}")
    process = subprocess.Popen(
        [bench.program("bytes_server"), str(SERVER_THREADS), *arguments],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield re.search(r"http://\S+", process.stdout.readline()).group(0), process.pid
    finally:
        process.terminate()
        process.wait()


def fill(bench, node):
    """Two boards of their own, many other tasks, and the time entries; the paths to ask for."""
    town = bench.town()
    filler = Filler(node.store, town)
    small, large, entries = (20, 50, 500) if bench.is_short else (200, 1000, 100_000)
    boards = {}
    for cards in (small, large):
        project = town.owner.post(
            node, f"/workspaces/{town.workspaces[0]}/projects", {"name": f"{cards} cards"}
        )
        for number in range(cards):
            body = {
                "title": f"Paint the buoy number {number}",
                "status": project["data"]["statuses"][number % 4]["id"],
            }
            town.owner.post(node, f"/projects/{project['data']['id']}/tasks", body)
        boards[cards] = project["data"]["id"]
    projects = 4 if bench.is_short else 100
    filler.events(projects * 1001)
    # Project n is in workspace n modulo four; a hundred tasks each.
    tasks = [
        task_id(number)
        for project in range(0, projects, 4)
        for number in range(project * 100, project * 100 + 100)
    ]
    filler.entries(entries, town.workspaces[0], tasks)
    filler.close()
    settle(node, town.owner, head(node.store))
    person, status = town.people[2].id, town.projects[-1].statuses[0]
    return {
        f"board of {small} cards": (f"/api/v1/projects/{boards[small]}/board", [Target(0.5)]),
        f"board of {large:,} cards": (f"/api/v1/projects/{boards[large]}/board", [Target(0.5)]),
        "task by id": (f"/api/v1/tasks/{tasks[0]}", [Target(0.5)]),
        "task list, three filters": (
            f"/api/v1/workspaces/{town.workspaces[0]}/tasks?status={status}&priority=HIGH&assignee={person}",
            [],
        ),
        "activity page": (f"/api/v1/workspaces/{town.workspaces[0]}/activity", []),
    }


def figure_of(bench, node, name, path, targets):
    answer = raw_answer(node, bench.town().owner, path)
    folder = bench.new_folder("answers")
    with bytes_server(bench, {path: answer}, folder) as (address, pid):
        processes = {**bench.processes(node), "bytes_server": pid}

        def side(url):
            with recorded(processes) as used:
                said = wrk(
                    url + path, "get.lua", CONNECTIONS, bench.seconds, bench.town().owner.token
                )
            return {**said, "processes": used}

        ours, theirs = interleaved(bench.rounds, lambda: side(node.url), lambda: side(address))
    values = {
        "p50 ms": median_of(ours, "p50_ms"),
        "p99 ms": median_of(ours, "p99_ms"),
        "their p99 ms": median_of(theirs, "p99_ms"),
        "answer KiB": len(answer) / 1024,
    }
    return Figure(
        row="reads",
        what=f"{name}, {CONNECTIONS} connections",
        against="bare Beast server, same bytes",
        unit="/s",
        ours=[one["rate"] for one in ours],
        reference=[one["rate"] for one in theirs],
        targets=targets,
        values=values,
        runs=side_by_side(ours, theirs),
    )


def sql_report_ms(store, folder, workspace, seconds):
    """The median of the hand-written statement, one after the other."""
    for old in folder.glob("report_log*"):
        old.unlink()
    run(
        postgres_program("pgbench"), "--no-vacuum", "--protocol=prepared", f"--file={HERE / 'sql/report.sql'}",
        f"--define=workspace={workspace}", "--client=1", f"--time={seconds}",
        "--log", f"--log-prefix={folder}/report_log", database_url(store),
    )  # fmt: skip
    lines = [
        line
        for log in folder.glob("report_log*")
        for line in log.read_text(encoding="ascii").splitlines()
    ]
    return percentile([int(line.split()[2]) / 1000 for line in lines], 0.5)


def report_figure(bench, node):
    workspace = bench.town().workspaces[0]
    path = (
        f"/api/v1/workspaces/{workspace}/reports/time?from=2026-01-01&to=2026-12-31&group_by=user"
    )
    answer = raw_answer(node, bench.town().owner, path)
    folder = bench.new_folder("report")
    ours, theirs = interleaved(
        bench.rounds,
        lambda: wrk(node.url + path, "get.lua", 1, bench.seconds, bench.town().owner.token),
        lambda: sql_report_ms(node.store, folder, workspace, bench.seconds),
    )
    return Figure(
        row="reads",
        what="time report by person, 1 connection",
        against="hand-written SQL on the same tables",
        unit="ms",
        ours=[one["p50_ms"] for one in ours],
        reference=theirs,
        targets=[Target(1.5, is_most=True)],
        values={"answer KiB": len(answer) / 1024},
        runs=side_by_side(ours, theirs),
    )


def measure(bench):
    """Yields figures, all of them of one node with everything running."""
    with bench.node(bench.town_store("reads")) as node:
        for name, (path, targets) in fill(bench, node).items():
            yield figure_of(bench, node, name, path, targets)
        yield report_figure(bench, node)
