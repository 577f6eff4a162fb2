"""The short form of `tools/chaos`: a few faults, the same each time; and that it can fail."""

import json
import os
import subprocess
import sys
from contextlib import closing

import psycopg2
import pytest

from harness.streaming import TOOLS

sys.path.insert(0, str(TOOLS.parent / "tests"))

from chaos.plan import Step
from chaos.rounds import Theatre
from chaos.stage import Stage

RUN_SECONDS = 500
FAULTS = ("kill-node", "kill-leader", "terminate-sessions", "cut-database", "half-kafka")


def run_chaos(*arguments, expect):
    done = subprocess.run(
        [TOOLS / "chaos", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=RUN_SECONDS,
        check=False,
        env=dict(os.environ),
    )
    assert done.returncode == expect, done.stdout + done.stderr
    return done


def test_a_short_run_finds_nothing_and_writes_down_what_it_saw(tmp_path):
    out = tmp_path / "chaos.json"
    options = ("--rounds", 4, "--seed", 5, "--mode", "both", "--out", out, "--fault", *FAULTS)
    done = run_chaos(*options, "--evidence", tmp_path / "evidence", expect=0)
    assert done.stdout.startswith("seed 5, 4 rounds\n"), done.stdout
    assert "| kafka |" in done.stdout and "| embedded |" in done.stdout
    written = json.loads(out.read_text(encoding="utf-8"))
    assert [one["mode"] for one in written["rounds"]] == ["embedded"] * 2 + ["kafka"] * 2
    for one in written["rounds"]:
        assert one["findings"] == [] and one["first_ack"] is not None
        assert one["acknowledged"] >= 20 and one["events"] >= 10
    assert written["machine"]["postgresql"] and written["seed"] == 5


def test_what_is_not_a_fault_is_refused_with_the_names():
    assert "kill-node" in run_chaos("--fault", "kill-everything", expect=2).stderr


@pytest.fixture
def theatre(folder):
    one = Theatre(Stage("embedded", folder / "chaos", has_clocks=False), seed=3)
    yield one
    one.close()


def test_what_somebody_changes_behind_the_service_is_found(theatre):
    step = Step(1, "embedded", "terminate-sessions", 0.0, 1, False)
    assert theatre.play(step).findings == []
    [task] = list(theatre.ledger.fold.cards(theatre.setting.places[0].project))[:1]
    with closing(psycopg2.connect(theatre.stage.database.owner_url)) as connection:
        with connection, connection.cursor() as cursor:
            cursor.execute("alter table log.events disable trigger user")
            cursor.execute("alter table log.events_000 disable trigger user")
            cursor.execute("update log.events set data = data || ' ' where position = 7")
            cursor.execute("update board.cards set number = 4711 where task_id = %s", (task,))
    assert any("number is 4711" in finding for finding in theatre.ledger.look([]))
    assert any("position 7: the hash" in one for one in theatre.ledger.look_at_all_again())
