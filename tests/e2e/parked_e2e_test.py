"""An event gone bad parks its stream: seen, counted, and taken in once it can be."""

import json

import pytest

from harness.follower import Follower, board_of, wait_until
from harness.node import run
from harness.poison import append_event_nobody_knows, mend
from harness.streaming import Desk, as_user, settle

# Those that look at events of tasks.
MODELS = {"activity", "board", "directory", "task", "timer"}
READ_MODELS = sorted(MODELS)  # all there are: `all` would also find the log altered


pytestmark = pytest.mark.parametrize("stack", ["database", "kafka"], indirect=True)


def tool(stack, *arguments):
    return run(*arguments, *stack.tool_arguments(), **stack.store.variables()).out


def parked(stack):
    shown = json.loads(tool(stack, "projections", "--json"))
    return {one["name"]: one["parked"] for one in shown["models"] if one["parked"]}


def parked_streams(person):
    """What /metrics says, of each read model."""
    text = person.request("GET", "/metrics").text
    name = "atelier_projection_parked_streams{"
    return {
        line.split('"')[1]: float(line.rsplit(" ", 1)[1])
        for line in text.splitlines()
        if line.startswith(name)
    }


def poisoned_desk(stack):
    """A desk whose first task has an event that nobody can read."""
    ada = stack.person("Ada")
    desk = Desk(ada)
    # What the event will be mended to: an edit that this program knows.
    desk.position = ada.patch(f"/tasks/{desk.tasks[1]}", {"title": "Sound"}).meta["position"]
    desk.settle()
    return ada, desk, append_event_nobody_knows(stack.store, desk.tasks[0])


def title_on_board(answer, task):
    return next(
        card["title"] for cards in board_of(answer).values() for card in cards if card["id"] == task
    )


def test_a_parked_stream_is_listed_counted_and_taken_in_by_hand_and_the_rest_goes_on(stack):
    ada, desk, position = poisoned_desk(stack)
    broken = "task-" + desk.tasks[0]
    with Follower(ada, desk.board) as follower:
        # The rest of the same partition goes on.
        moved = ada.move_task(desk.tasks[1], desk.statuses[1])
        follower.reach(desk.board, moved.meta["position"])
        settle(ada, f"/projects/{desk.project}/tasks", moved.meta["position"])
        shown = parked(stack)
        assert set(shown) == MODELS
        for events in shown.values():
            assert [(one["stream"], one["position"]) for one in events] == [(broken, position)]
            assert "TaskTeleported" in events[0]["reason"]
        assert parked_streams(ada) == dict.fromkeys(MODELS, 1.0)
        assert f"board: {broken} at {position}: " in tool(stack, "projections")
        # By hand: as long as nothing is put right it stays, and then it is taken in.
        assert "1 parked event of board" in tool(stack, "projections", "retry", "board")
        wait_until(lambda: not parked(stack)["board"][0]["retry"], "it was tried again")
        mend(stack.store, position, "Mended")
        for name in MODELS:
            tool(stack, "projections", "retry", name)
        wait_until(lambda: not parked(stack), "all of it is taken in")
        assert parked_streams(ada) == dict.fromkeys(MODELS, 0.0)
        # Who follows sees it without asking, and who reads too.
        held = follower.held[desk.board]
        wait_until(
            lambda: held.of_kind("card").get(desk.tasks[0], {}).get("title") == "Mended",
            "the follower has it",
        )
        assert not follower.faults()
    assert ada.get(f"/tasks/{desk.tasks[0]}").data["title"] == "Mended"
    tool(stack, "verify", *READ_MODELS)


def test_who_was_away_when_it_was_taken_in_resumes_with_it(stack):
    ada, desk, position = poisoned_desk(stack)
    with Follower(ada, desk.board) as follower:
        moved = ada.move_task(desk.tasks[1], desk.statuses[1])
        follower.reach(desk.board, moved.meta["position"])
        follower.drop()
        # The log goes on elsewhere, and the board's last delta stays where it was.
        elsewhere = ada.create_project(desk.workspace).meta["position"]
        settle(ada, "/workspaces", elsewhere)
        wait_until(lambda: parked(stack), "it is parked")
        mend(stack.store, position, "Mended")
        tool(stack, "projections", "retry", "board")
        wait_until(lambda: "board" not in parked(stack), "the board has taken it in")
        follower.reconnect()
        held = follower.held[desk.board]
        wait_until(
            lambda: held.of_kind("card")[desk.tasks[0]]["title"] == "Mended", "it has it, too"
        )


def test_what_is_parked_is_tried_again_when_a_program_starts_and_by_a_rebuild(stack):
    ada, desk, position = poisoned_desk(stack)
    moved = ada.move_task(desk.tasks[1], desk.statuses[1])
    settle(ada, f"/projects/{desk.project}/tasks", moved.meta["position"])
    wait_until(lambda: set(parked(stack)) == MODELS, "it is parked")
    # A rebuild cannot read it either, and what it leaves out is what is parked.
    tool(stack, "rebuild", "board")
    assert parked(stack)["board"][0]["position"] == position
    tool(stack, "verify", *READ_MODELS)
    mend(stack.store, position, "Mended")
    tool(stack, "rebuild", "board")
    assert "board" not in parked(stack) and "task" in parked(stack)
    assert title_on_board(desk.settle(), desk.tasks[0]) == "Mended"
    stack.node.stop()
    ada = as_user(ada, stack.start_node())
    wait_until(lambda: not parked(stack), "what was parked is tried again")
    wait_until(
        lambda: ada.get(f"/tasks/{desk.tasks[0]}").data["title"] == "Mended", "it is to be read"
    )
    tool(stack, "verify", *READ_MODELS)
