"""Undo: what was done to a task is taken back by one more event, and that one by another."""

import threading

import pytest

from harness.client import Client
from harness.follower import Follower
from harness.node import Node
from harness.undoing import CHANGES, Desk, undo, undo_last
from harness.world import Place

NOTHING = "0199aaaa-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def desk(world):
    return Desk(world)


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_undone_and_redone(desk, what):
    made = desk.mara.create_task(desk.project, assignees=[desk.mara.user])
    task = made.data["id"]
    before = desk.state(task, made)
    changed = CHANGES[what](desk, task)
    event = desk.last_event(task, changed)
    after = desk.state(task, changed)
    assert after != before

    undone = undo(desk.mara, event["id"])
    assert desk.state(task, undone) == before
    assert (undone.data["undoes"], undone.data["type"]) == (event["id"], event["type"])
    assert undone.data["is_new"]
    assert undone.data["task"]["id"] == task
    entry = desk.last_event(task, undone)
    assert (entry["id"], entry["undoes"]) == (undone.data["event"], event["id"])
    assert entry["position"] == undone.meta["position"]

    # The undo of the undo is a redo; and so on.
    redone = undo(desk.mara, undone.data["event"])
    assert desk.state(task, redone) == after
    assert desk.state(task, undo(desk.mara, redone.data["event"])) == before


@pytest.mark.parametrize("what", CHANGES)
def test_the_own_last_change_is_undone_without_knowing_its_event(desk, what):
    made = desk.mara.create_task(desk.project, assignees=[desk.mara.user])
    task = made.data["id"]
    before = desk.state(task, made)
    CHANGES[what](desk, task)
    undone = undo_last(desk.mara, task)
    assert desk.state(task, undone) == before
    assert undone.headers["ETag"] == f'"{undone.meta["version"]}"'


def test_each_call_goes_one_change_further_back_until_the_task_was_never_made(desk):
    made = desk.mara.create_task(desk.project)
    task = made.data["id"]
    states = [desk.state(task, made)]
    for change in ("an edit of title", "a move", "an archiving"):
        states.append(desk.state(task, CHANGES[change](desk, task)))
    for state in reversed(states[:-1]):
        undone = undo_last(desk.mara, task)
        assert desk.state(task, undone) == state
    undone = undo_last(desk.mara, task)
    assert undone.data["type"] == "TaskCreated"
    assert desk.state(task, undone) is None
    assert undo_last(desk.mara, task, expect=409).code == "nothing_to_undo"
    assert desk.state(task, undo(desk.mara, undone.data["event"])) == states[0]


def test_what_is_undone_already_is_answered_and_not_done_again(desk):
    task = desk.task()
    event = desk.last_event(task, desk.mara.move_task(task, desk.statuses[1]))["id"]
    first = undo(desk.mara, event)
    again = undo(desk.ben, event)
    assert (again.data["is_new"], again.data["event"]) == (False, first.data["event"])
    assert again.meta["version"] == first.meta["version"]


def test_what_somebody_has_set_back_by_hand_needs_no_undo(desk):
    task = desk.task(title="Paint")
    event = desk.last_event(task, desk.mara.patch(f"/tasks/{task}", {"title": "Sand"}))["id"]
    back = desk.ben.patch(f"/tasks/{task}", {"title": "Paint"})
    undone = undo(desk.mara, event)
    assert not undone.data["is_new"]
    assert "event" not in undone.data
    assert undone.meta["version"] == back.meta["version"]


def test_a_repeat_under_the_same_key_gets_the_first_answer(desk):
    task = desk.task()
    desk.mara.patch(f"/tasks/{task}", {"title": "Sand"})
    desk.mara.move_task(task, desk.statuses[1])
    headers = {"Idempotency-Key": "undo " + task}
    first = undo_last(desk.mara, task, headers=headers)
    again = undo_last(desk.mara, task, headers=headers)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json == first.json


def test_an_undo_may_be_made_conditional(desk):
    task = desk.task()
    moved = desk.mara.move_task(task, desk.statuses[1])
    event = desk.last_event(task, moved)["id"]
    old = {"If-Match": f'"{moved.meta["version"] - 1}"'}
    assert undo(desk.mara, event, expect=412, headers=old).meta["version"] == moved.meta["version"]
    undo_last(desk.mara, task, expect=412, headers=old)
    undo(desk.mara, event, headers={"If-Match": moved.headers["ETag"]})


# Who may.


def test_members_undo_what_others_did_but_their_own_last_change_is_theirs(desk):
    task = desk.task()
    event = desk.last_event(task, desk.mara.move_task(task, desk.statuses[1]))["id"]
    assert undo_last(desk.ben, task, expect=409).code == "nothing_to_undo"
    undone = undo(desk.ben, event)
    assert desk.last_event(task, undone)["actor"]["name"] == "Ben"


def test_viewers_are_refused_and_for_others_there_is_nothing(desk, world):
    task = desk.task()
    event = desk.last_event(task, desk.mara.move_task(task, desk.statuses[1]))["id"]
    viewer = world.nobody.another()
    viewer.register("Vic")
    desk.mara.add_member(desk.workspace, viewer.email, "VIEWER")
    for path in (f"/activity/{event}/undo", f"/tasks/{task}/undo"):
        assert viewer.post(path, expect=403).code == "forbidden"
        for caller in (world.stranger, world.foreigner):
            assert caller.post(path, expect=404).code == "not_found"
    headers = {"X-Request-Id": "the-same"}
    foreign = undo(world.foreigner, event, expect=404, headers=headers)
    assert foreign.content == undo(world.foreigner, NOTHING, expect=404, headers=headers).content
    assert undo(world.foreigner, "42", expect=400).code == "malformed_request"


def test_who_became_a_viewer_does_not_undo_what_they_did_before(desk, world):
    member = world.nobody.another()
    member.register("Jonas")
    desk.mara.add_member(desk.workspace, member.email, "MEMBER")
    task = desk.task()
    member.move_task(task, desk.statuses[1])
    desk.mara.patch(f"/workspaces/{desk.workspace}/members/{member.user}", {"role": "VIEWER"})
    assert undo_last(member, task, expect=403).code == "forbidden"


# What stands in the way.


def test_a_field_that_was_changed_again_is_named_and_nothing_is_half_undone(desk):
    task = desk.task(title="Paint")
    changed = desk.mara.patch(f"/tasks/{task}", {"title": "Sand", "priority": "HIGH"})
    event = desk.last_event(task, changed)["id"]
    later = desk.ben.patch(f"/tasks/{task}", {"title": "Varnish"})
    refused = undo(desk.mara, event, expect=409)
    assert refused.code == "changed_later"
    assert set(refused.fields) == {"title"}
    assert desk.last_event(task, later)["id"] in refused.fields["title"]
    assert "somebody else" in refused.json["message"]
    state = desk.state(task, later)
    assert (state["title"], state["priority"]) == ("Varnish", "HIGH")
    # Once that is undone too, it can be.
    undo_last(desk.ben, task)
    undo(desk.mara, event)


def test_a_task_that_was_moved_on_does_not_go_back(desk):
    task = desk.task()
    event = desk.last_event(task, desk.mara.move_task(task, desk.statuses[1]))["id"]
    desk.ben.move_task(task, desk.statuses[2])
    refused = undo(desk.mara, event, expect=409)
    assert (refused.code, set(refused.fields)) == ("changed_later", {"status"})


def test_a_column_a_label_and_a_person_that_are_gone_do_not_come_back(desk, world):
    path = f"/projects/{desk.project}"
    column = desk.mara.post(f"{path}/statuses", {"name": "Drying", "category": "DOING"}, expect=201)
    label = desk.label("wet")
    former = world.nobody.another()
    former.register("Former")
    desk.mara.add_member(desk.workspace, former.email, "MEMBER")
    task = desk.task(status=column.data["id"], labels=[label], assignees=[former.user])

    moved = desk.last_event(task, desk.mara.move_task(task, desk.statuses[1]))["id"]
    bare = desk.last_event(task, desk.mara.delete(f"/tasks/{task}/labels/{label}"))["id"]
    alone = desk.last_event(task, desk.mara.delete(f"/tasks/{task}/assignees/{former.user}"))["id"]
    gone = desk.mara.delete(f"{path}/statuses/{column.data['id']}")
    desk.mara.delete(f"{path}/labels/{label}")
    desk.mara.delete(f"/workspaces/{desk.workspace}/members/{former.user}")

    refused = undo(desk.mara, moved, expect=409)
    assert refused.code == "status_deleted" and "Drying" in refused.json["message"]
    refused = undo(desk.mara, bare, expect=409)
    assert refused.code == "label_deleted" and "wet" in refused.json["message"]
    assert undo(desk.mara, alone, expect=409).code == "person_left"
    not_of_a_task = desk.mara.get(f"{path}/activity", gone, query={"type": "StatusDeleted"})
    refused = undo(desk.mara, not_of_a_task.data[0]["id"], expect=409)
    assert refused.code == "cannot_be_undone"


def test_in_an_archived_project_nothing_is_undone(world):
    place = Place(world.owner)
    task = place.task()
    moved = world.owner.move_task(task, place.statuses[1])
    event = world.owner.get(f"/tasks/{task}/activity", moved).data[0]["id"]
    world.owner.post(f"/projects/{place.project}/archive")
    assert undo(world.owner, event, expect=409).code == "project_archived"
    assert undo_last(world.owner, task, expect=409).code == "project_archived"
    world.owner.post(f"/projects/{place.project}/unarchive")
    undo(world.owner, event)


def test_of_a_task_that_somebody_deleted_nothing_else_is_undone(desk):
    task = desk.task()
    event = desk.last_event(task, desk.mara.move_task(task, desk.statuses[1]))["id"]
    desk.ben.delete(f"/tasks/{task}")
    assert undo(desk.mara, event, expect=404).code == "not_found"
    assert undo_last(desk.mara, task, expect=404).code == "not_found"
    undo_last(desk.ben, task)
    undo_last(desk.mara, task)


# Places.


def test_a_move_is_undone_between_the_former_neighbours_or_those_who_are_left(desk):
    place = Place(desk.mara)
    first, middle, last = (place.task(title=title) for title in ("first", "middle", "last"))

    def column(after):
        return next(iter(desk.mara.board(place.project, after).values()))

    desk.mara.move_task(middle, place.statuses[1])
    between = desk.mara.create_task(place.project, title="newcomer")
    desk.mara.move_task(between.data["id"], place.statuses[0], after=first)
    undone = undo_last(desk.mara, middle)
    titles = column(undone)
    assert titles[0] == "first" and titles[-1] == "last" and "middle" in titles[1:-1]

    desk.mara.move_task(middle, place.statuses[1])
    desk.mara.delete(f"/tasks/{first}")
    desk.mara.delete(f"/tasks/{between.data['id']}")
    assert column(undo_last(desk.mara, middle)) == ["middle", "last"]
    desk.mara.move_task(middle, place.statuses[1])
    desk.mara.delete(f"/tasks/{last}")
    assert column(undo_last(desk.mara, middle)) == ["middle"]


# Everywhere at once.


def test_of_two_undos_at_once_on_two_nodes_one_wins_and_the_other_is_told(
    desk, database, folder, contract
):
    node = Node(database, folder)
    try:
        there = Client(node, contract, desk.ben.token)
        for turn in range(5):
            task = desk.task(title=f"Race {turn}")
            event = desk.last_event(task, desk.mara.move_task(task, desk.statuses[1]))["id"]
            answers, start = [], threading.Barrier(2)

            def race(client, event=event, start=start, answers=answers):
                start.wait()
                answers.append(undo(client, event))

            threads = [threading.Thread(target=race, args=(one,)) for one in (desk.mara, there)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert sorted(answer.data["is_new"] for answer in answers) == [False, True]
            assert len({answer.data["event"] for answer in answers}) == 1
            assert len({answer.meta["version"] for answer in answers}) == 1
    finally:
        node.stop()


def test_followers_see_the_undo_and_that_it_is_one(desk):
    task = desk.task()
    moved = desk.mara.move_task(task, desk.statuses[1])
    event = desk.last_event(task, moved)["id"]
    board, activity = f"board:{desk.project}", f"activity:{desk.project}"
    with Follower(desk.ben, board, activity) as follower:
        undone = undo(desk.mara, event)
        position = undone.meta["position"]
        card = follower.reach(board, position).of_kind("card")[task]
        assert card["status"] == desk.statuses[0]
        entry = follower.reach(activity, position).of_kind("activity")[str(position)]
        assert (entry["id"], entry["undoes"]) == (undone.data["event"], event)
        causes = [one["cause"] for one in follower.messages if one.get("position") == position]
        assert {cause["undoes"] for cause in causes} == {event}
        assert not follower.faults()


def test_after_a_rebuild_events_are_found_and_undone_as_before(desk, tool):
    task = desk.task(title="Paint")
    changed = desk.mara.patch(f"/tasks/{task}", {"title": "Sand"})
    event = desk.last_event(task, changed)["id"]
    undone = undo(desk.mara, event)
    tool("rebuild", "activity")
    entries = desk.mara.get(f"/tasks/{task}/activity", undone).data
    assert [entry.get("undoes") for entry in entries] == [event, None, None]
    assert entries[1]["id"] == event
    redone = undo(desk.mara, undone.data["event"])
    assert desk.state(task, redone)["title"] == "Sand"


def test_replay_and_the_audit_log_say_that_it_was_an_undo(desk, tool):
    task = desk.task(title="Paint")
    moved = desk.mara.move_task(task, desk.statuses[1])
    event = desk.last_event(task, moved)["id"]
    undone = undo_last(desk.mara, task)
    lines = tool("replay", "--stream", f"task-{task}").out.splitlines()
    assert "(undo)" in lines[-1] and "(undo)" not in lines[-2]
    audit = desk.mara.get(f"/workspaces/{desk.workspace}/audit", undone, query={"limit": 1}).data[0]
    assert (audit["command"], audit["undoes"]) == ("UndoLastChange", event)
