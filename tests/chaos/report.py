"""What is printed and written: the plan, a table by fault, the result file, evidence."""

import json
import os
import platform
import statistics
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path


def _first_line(*command):
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent
    )
    return (done.stdout or done.stderr).strip().split("\n")[0]


def _processor():
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def machine(binary):
    """What the figures were taken on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (1 << 30)
    return {
        "processor": f"{os.cpu_count()} × {_processor()}",
        "memory": f"{memory} GiB",
        "load average at the start": f"{os.getloadavg()[0]:.1f}",
        "system": platform.platform(),
        "atelier": _first_line("git", "describe", "--always", "--dirty"),
        "binary": Path(binary).parent.parent.name,
        "postgresql": _first_line("/usr/lib/postgresql/15/bin/postgres", "--version"),
        "java": _first_line("java", "-version"),
        "python": sys.version.split()[0],
    }


def _seconds(values):
    if not values:
        return "–", "–"
    return f"{statistics.median(values):.2f}", f"{max(values):.2f}"


def table(results):
    """Markdown, a line for each mode and fault."""
    lines = [
        "| mode | fault | rounds | commands again: p50 s | max s | reads level: p50 s | max s "
        "| findings |",
        "|---|---|---|---|---|---|---|---|",
    ]
    kinds = {}
    for one in results:
        kinds.setdefault((one.mode, one.fault), []).append(one)
    for (mode, fault), group in sorted(kinds.items()):
        acks = _seconds([one.first_ack for one in group if one.first_ack is not None])
        reads = _seconds([one.caught_up for one in group if one.caught_up is not None])
        findings = sum(len(one.findings) for one in group)
        cells = (mode, fault, len(group), *acks, *reads, findings)
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines)


def sums(results):
    return (
        f"{len(results)} rounds, {sum(bool(one.findings) for one in results)} with findings; "
        f"{sum(one.commands for one in results)} commands, "
        f"{sum(one.acknowledged for one in results)} acknowledged, "
        f"{sum(one.unanswered for one in results)} requests without an answer, "
        f"{sum(one.unavailable for one in results)} answered 503, "
        f"{sum(one.repeats for one in results)} answers repeated; "
        f"{sum(one.events for one in results)} events; "
        f"{sum(one.with_rebuild for one in results)} rounds during a rebuild"
    )


def write(path, seed, options, on_machine, results):
    Path(path).write_text(
        json.dumps(
            {
                "seed": seed,
                "options": options,
                "machine": on_machine,
                "sums": sums(results),
                "rounds": [one.as_dict() for one in results],
            },
            indent=1,
            ensure_ascii=False,
        )
        + "\n",
        encoding="utf-8",
    )


def keep_evidence(folder, theatre, result):
    """All that helps to understand a finding: logs, what was commanded, the whole log."""
    folder = Path(folder) / f"round-{result.number}"
    folder.mkdir(parents=True, exist_ok=True)
    theatre.stage.keep(folder)
    (folder / "result.json").write_text(
        json.dumps(result.as_dict(), indent=1, ensure_ascii=False), encoding="utf-8"
    )
    for number, watcher in enumerate(theatre.setting.watchers):
        _write_lines(folder / f"live-client-{number}.jsonl", list(watcher.journal))
    _write_lines(folder / "commands.jsonl", map(asdict, theatre.commands))
    _write_lines(
        folder / "events.jsonl",
        ({**asdict(event), "hash": event.hash.hex()} for event in theatre.ledger.events.values()),
    )
    return folder


def _write_lines(path, things):
    with open(path, "w", encoding="utf-8") as file:
        for thing in things:
            file.write(json.dumps(thing, ensure_ascii=False) + "\n")
