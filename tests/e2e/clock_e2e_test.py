"""A node whose clock is set back goes on as if nothing had happened, also with Kafka."""

import sys
import time
from pathlib import Path

import pytest

from harness.follower import Follower
from harness.node import is_instrumented
from harness.streaming import TOOLS

sys.path.insert(0, str(TOOLS.parent / "tests"))

from chaos.setting import Human
from chaos.stage import FAKETIME, Stage

STEP_SECONDS = 120
HEARS_WITHIN_SECONDS = 20


@pytest.fixture
def stage(folder):
    if is_instrumented() or not Path(FAKETIME).exists():
        pytest.skip("there is no libfaketime, or a sanitizer's runtime has its place")
    one = Stage("kafka", folder / "clocks", has_clocks=True)
    yield one
    one.close()


class Client:
    def __init__(self, seat, token):
        self.node, self.token = seat, token


def test_a_connection_to_kafka_that_is_lost_while_the_clock_is_set_back_is_made_anew(stage):
    """Waits that began before the step must not last longer by it: they did, 118.7 s of these 120."""
    ada, cem = stage.seats["ada"], stage.seats["cem"]
    mara = Human(ada, "Mara", 1)
    workspace = mara.post("/workspaces", {"name": "Harbour"})["data"]["id"]
    project = mara.post(f"/workspaces/{workspace}/projects", {"name": "Ferry"})
    topic = f"board:{project['data']['id']}"
    answer, is_level = mara.get(
        f"/projects/{project['data']['id']}", cem, project["meta"]["position"]
    )
    assert answer and is_level
    with Follower(Client(cem, mara.token), topic) as follower:
        # The library takes the time from a file once a second.
        cem.set_clock(STEP_SECONDS)
        stage.pause(2.5)
        stage.network.set_mode("kafka", "cut")
        stage.pause(1.5)
        stage.network.set_mode("kafka", "open")
        cem.set_clock(0)
        made = mara.post(f"/projects/{project['data']['id']}/tasks", {"title": "Paint the buoy"})
        begun = time.monotonic()
        follower.reach(topic, made["meta"]["position"], seconds=HEARS_WITHIN_SECONDS)
        assert time.monotonic() - begun < STEP_SECONDS / 2
