"""`tools/bench` in its short form: every row is measured, says what was asked, and is plausible. How
fast anything is does not count here."""

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.node import binary
from harness.patience import patience

ROOT = Path(__file__).resolve().parents[2]
ROWS = {"commands", "reads", "frames", "rebuild", "publisher", "connections", "growth"}
SECONDS = patience(280)


def is_instrumented():
    """Whether a sanitizer's runtime is in the program."""
    program = Path(binary()).read_bytes()
    return b"__asan_init" in program or b"__tsan_init" in program


def bench(*arguments, expect=0):
    done = subprocess.run(
        [sys.executable, "-B", "-m", "bench_run", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "tools"), "ATELIER_BINARY": binary()},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == expect, done.stderr
    return done


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    if is_instrumented():
        pytest.skip("figures of a program with a sanitizer in it say nothing")
    file = tmp_path_factory.mktemp("bench") / "result.json"
    printed = bench("--short", "--out", file).stdout
    return {**json.loads(file.read_text(encoding="utf-8")), "printed": printed}


def figures(result, row):
    return [figure for figure in result["figures"] if figure["row"] == row]


def test_every_row_has_figures(result):
    assert {figure["row"] for figure in result["figures"]} == ROWS
    for figure in result["figures"]:
        numbers = figure["ours"] + figure["reference"] + list(figure["values"].values())
        assert all(math.isfinite(number) for number in numbers), figure
        assert figure["row"] == "connections" or figure["ours_median"] > 0, figure
        assert figure["what"] in result["printed"]


def test_what_is_compared_has_a_ratio_and_a_verdict(result):
    for figure in result["figures"]:
        if figure["reference"]:
            assert figure["ratio"] > 0, figure
        assert all(isinstance(one["reached"], bool) for one in figure["targets"])
    assert sum(bool(figure["targets"]) for figure in result["figures"]) >= 10


def test_processes_are_recorded(result):
    for figure in figures(result, "commands"):
        for run in figure["runs"]:
            used = run["ours"]["processes"]
            assert used["serve"]["pss_kib"] > 1000
            # What was acknowledged went to the disk.
            assert used["postgresql"]["written_kib"] > 0


def test_live_clients_lose_nothing(result):
    for figure in figures(result, "frames"):
        assert figure["values"]["frames missing %"] == 0, figure
    for figure in figures(result, "connections"):
        assert figure["values"]["lost"] == 0, figure


def test_the_machine_and_versions_are_told(result):
    machine = result["machine"]
    for name in ("cpu", "cores", "memory_gib", "kernel", "postgresql", "wrk", "java", "commit"):
        assert machine[name], name


def test_an_unknown_row_is_refused():
    assert "no such row: nonsense" in bench("nonsense", expect=2).stderr


def test_a_load_that_came_to_nothing_is_measured_for_longer(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "tools")
    from bench_run.procfs import NothingDone, until_something

    def after_five(seconds):
        if seconds < 5:
            raise NothingDone("the machine stood still")
        return seconds

    assert until_something(after_five, 1) == 10
    assert until_something(after_five, 6) == 6
    with pytest.raises(NothingDone):
        until_something(after_five, 0.1)
