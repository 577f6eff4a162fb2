"""The result file, and the table for the README."""

import json
import os
import platform
import statistics
import subprocess
from datetime import datetime, timezone
from pathlib import Path

from bench_run import ROOT
from bench_run.procfs import run


def _cpu_model():
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def _first_line(*arguments):
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).splitlines()[0].strip()


def machine():
    """Where and of what this was measured."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "cpu": _cpu_model(),
        "cores": os.cpu_count(),
        "memory_gib": round(pages / 2**30, 1),
        "kernel": platform.release(),
        "load_at_start": os.getloadavg()[0],
        "postgresql": _first_line("pgbench", "--version"),
        "wrk": _first_line("wrk", "-v").split(" Copyright")[0],
        "java": _first_line("java", "-version"),
        "atelier": run(os.environ["ATELIER_BINARY"], "--version").out.strip(),
        "commit": _first_line("git", "-C", str(ROOT), "rev-parse", "HEAD"),
        "at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
    }


def short_number(value):
    if value is None:
        return "–"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _line(figure, with_values):
    def side(values):
        return f"{short_number(statistics.median(values))} {figure.unit}" if values else "–"

    targets = "; ".join(
        f"{target} {'✓' if holds else '✗'}"
        + ("" if target.of == "ratio" else f" ({short_number(figure.value_of(target.of))})")
        for target, holds in figure.verdicts()
    )
    ratio = "–" if figure.ratio is None else f"{figure.ratio:.2f}"
    cells = [figure.what, figure.against, side(figure.ours), side(figure.reference), ratio, targets]
    if with_values:
        values = figure.values.items()
        cells.append(", ".join(f"{name} {short_number(value)}" for name, value in values))
    return "| " + " | ".join(cell or "–" for cell in cells) + " |"


HEADINGS = ("what", "against", "ours", "theirs", "ratio", "to reach")


def table(figures):
    """For the README."""
    head = ["| " + " | ".join(HEADINGS) + " |", "|" + "---|" * len(HEADINGS)]
    return "\n".join(head + [_line(figure, with_values=False) for figure in figures])


def progress_line(figure):
    """Of one figure, with all that is known of it."""
    return _line(figure, with_values=True)


def write(path, about, options, figures):
    """Written anew after each row, so that an interrupted run keeps what it has."""
    document = {
        "machine": about,
        "options": options,
        "figures": [figure.as_json() for figure in figures],
        "table": table(figures).split("\n"),
    }
    Path(path).write_text(json.dumps(document, indent=1, ensure_ascii=False), encoding="utf-8")
