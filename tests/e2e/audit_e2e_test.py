"""What happened: the activity of a workspace, a project and a task, and the audit log behind it."""

import csv
import io
import time

from harness.client import Client, load_contract
from harness.follower import Follower, wait_until
from harness.node import Node

AGENT = {"User-Agent": "Lighthouse/1.0"}


def types(answer):
    return [one["type"] for one in answer.data]


def test_activity_is_that_of_a_workspace_a_project_or_a_task(person, place):
    other = person.create_project(place.workspace, name="Ferry").data["id"]
    first, second = place.task(title="Paint"), place.task(title="Sail")
    elsewhere = person.create_task(other, title="Row").data["id"]
    moved = person.move_task(first, place.statuses[1])
    started = person.post("/timers/start", {"task": second})
    last = person.post("/timers/stop", {"workspace": place.workspace})
    assert types(person.get(f"/tasks/{first}/activity", last)) == ["TaskMoved", "TaskCreated"]
    assert types(person.get(f"/tasks/{second}/activity")) == [
        "TimerStopped",
        "TimeEntryAdded",
        "TimerStarted",
        "TaskCreated",
    ]
    of_project = person.get(f"/projects/{place.project}/activity").data
    assert {one["project"]["id"] for one in of_project} == {place.project}
    assert elsewhere not in {one.get("task", {}).get("id") for one in of_project}
    everything = person.get(f"/workspaces/{place.workspace}/activity")
    assert elsewhere in {one.get("task", {}).get("id") for one in everything.data}
    (change,) = person.get(f"/tasks/{first}/activity", query={"type": "TaskMoved"}).data
    assert change["actor"] == {"id": person.user, "name": "Mara"}
    assert change["changes"][0]["before"] != change["changes"][0]["after"]
    assert started.meta["position"] > moved.meta["position"]


def test_activity_is_filtered_by_type_person_and_time(person, place, world):
    member = world.nobody.another()
    member.register("Jonas")
    person.add_member(place.workspace, member.email, "MEMBER")
    task = place.task()
    member.move_task(task, place.statuses[1])
    moved_at = time.time_ns() // 1_000_000
    wait_until(lambda: time.time_ns() // 1_000_000 > moved_at, "the clock goes on")
    last = member.patch(f"/tasks/{task}", {"title": "New"})
    path = f"/workspaces/{place.workspace}/activity"
    assert types(person.get(path, last, query={"person": member.user})) == ["TaskEdited", "TaskMoved"]
    assert types(member.get(path, query={"person": "me", "type": "TaskMoved"})) == ["TaskMoved"]
    assert types(person.get(path, query={"type": ["TaskMoved", "TaskEdited"]})) == [
        "TaskEdited",
        "TaskMoved",
    ]
    edited = person.get(path, query={"type": "TaskEdited"}).data[0]["occurred_at"]
    assert types(person.get(path, query={"from": edited})) == ["TaskEdited"]
    assert "TaskEdited" not in types(person.get(path, query={"to": edited}))
    assert person.get(path, query={"type": "Nonsense"}, expect=400).fields.keys() == {"type"}
    person.get(path, query={"from": "noon"}, expect=400)


def test_who_tracked_when_is_no_story_for_everybody(person, place):
    body = {"task": place.task(), "started_at": "2026-03-02T08:00:00Z", "duration_seconds": 60}
    made = person.post("/time-entries", body, expect=201)
    (story,) = person.get(
        f"/workspaces/{place.workspace}/activity", made, query={"type": "TimeEntryAdded"}
    ).data
    assert story["changes"] == []
    audited = person.get(
        f"/workspaces/{place.workspace}/audit", query={"type": "TimeEntryAdded"}
    ).data
    assert {one["field"] for one in audited[0]["changes"]} == {
        "started_at",
        "stopped_at",
        "billable",
    }


def test_a_project_has_a_live_activity_of_its_own(person, place, world):
    other = person.create_project(place.workspace, name="Ferry")
    topic, of_all = f"activity:{place.project}", f"activity:{place.workspace}"
    person.get("/workspaces", other)
    with Follower(person, topic, of_all) as follower:
        mine = place.task(title="Paint")
        last = person.create_task(other.data["id"], title="Row").meta["position"]
        everything = follower.reach(of_all, last).of_kind("activity")
        only = follower.reach(topic, place.position).of_kind("activity")
        assert {one["project"]["id"] for one in only.values()} == {place.project}
        assert mine in {one.get("task", {}).get("id") for one in only.values()}
        assert everything[str(last)]["task"]["title"] == "Row"
        with Follower(person, topic) as late:
            assert late.held[topic].of_kind("activity") == only
        assert not follower.faults()
    with Follower(world.stranger) as stranger:
        assert stranger.subscribe(topic)["code"] == "not_found"


def test_the_audit_log_says_who_from_where_by_which_command(person, place):
    task = place.task(title="Paint")
    moved = person.move_task(task, place.statuses[1])
    edited = person.patch(f"/tasks/{task}", {"title": "Sail"}, headers=AGENT)
    path = f"/workspaces/{place.workspace}/audit"
    log = person.get(path, edited).data
    assert [one["position"] for one in log] == sorted((one["position"] for one in log), reverse=True)
    entry = log[0]
    assert (entry["type"], entry["command"]) == ("TaskEdited", "EditTask")
    assert entry["actor"] == {"id": person.user, "name": "Mara"}
    assert (entry["address"], entry["user_agent"]) == ("127.0.0.1", "Lighthouse/1.0")
    assert entry["changes"] == [{"field": "title", "before": "Paint", "after": "Sail"}]
    assert log[1]["position"] == moved.meta["position"]
    assert types(person.get(path))[-1] == "WorkspaceCreated"
    assert not {"SessionStarted", "UserRegistered"} & set(types(person.get(path)))


def test_the_audit_log_has_also_what_is_no_story(person, place):
    body = {"task": place.task(), "started_at": "2026-03-02T08:00:00Z", "duration_seconds": 60}
    made = person.post("/time-entries", body, expect=201)
    found = types(person.get(f"/workspaces/{place.workspace}/audit", made))
    assert found[:2] == ["TimeEntryAdded", "TimeBooked"]
    assert "TimeBooked" not in types(person.get(f"/workspaces/{place.workspace}/activity"))


def test_the_audit_log_is_paged_and_filtered(person, place):
    for number in range(5):
        last = person.create_task(place.project, title=f"Task {number}")
    path = f"/workspaces/{place.workspace}/audit"
    whole = person.get(path, last).data
    pages, query = [], {"limit": 2}
    while True:
        page = person.get(path, query=query)
        pages += page.data
        if "next_cursor" not in page.meta:
            break
        query["cursor"] = page.meta["next_cursor"]
    assert pages == whole
    assert len(person.get(path, query={"type": "TaskCreated"}).data) == 5
    assert person.get(path, query={"person": "me"}).data == whole
    assert person.get(path, query={"to": whole[-1]["recorded_at"]}).data == []


def test_the_audit_log_in_csv(person, place):
    place.task(title="=HYPERLINK(1)")
    last = place.task(title='Two, "quoted"')
    path = f"/workspaces/{place.workspace}/audit"
    answer = person.get(path, place.position, query={"format": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode(), newline="")))
    assert rows[0][0] == "position" and len(rows) == 1 + len(person.get(path).data)
    titles = [row[rows[0].index("task_title")] for row in rows[1:]]
    assert "'=HYPERLINK(1)" in titles and 'Two, "quoted"' in titles
    first = person.get(path, query={"format": "csv", "limit": 1})
    assert 'rel="next"' in first.headers["Link"] and first.text.count("\r\n") == 2
    cursor = first.headers["Atelier-Next-Cursor"]
    second = person.get(path, query={"format": "csv", "limit": 1, "cursor": cursor})
    assert second.text.splitlines()[1] == answer.text.splitlines()[2]
    assert last


def test_only_administrators_read_the_audit_log(place, world):
    for role, expect in (("ADMIN", 200), ("MANAGER", 403), ("MEMBER", 403), ("VIEWER", 403)):
        client = world.nobody.another()
        client.register(role.title())
        added = place.owner.add_member(place.workspace, client.email, role)
        for query in ({}, {"format": "csv"}):
            client.get(f"/workspaces/{place.workspace}/audit", added, query=query, expect=expect)
    world.stranger.get(f"/workspaces/{place.workspace}/audit", expect=404)


def test_of_who_was_erased_the_audit_log_keeps_no_address(person, place, database, folder):
    last = place.task()
    path = f"/workspaces/{place.workspace}/audit"
    assert person.get(path, place.position).data[0]["address"] == "127.0.0.1"
    key = database.query(
        "delete from log.secrets where kind = 'person_key' and key = %s returning value", person.user
    )
    assert len(key) == 1 and last
    # Another node has never had the key in memory.
    node = Node(database, folder)
    try:
        there = Client(node, load_contract(node), person.token)
        entry = there.get(path, place.position).data[0]
        assert (entry["address"], entry["user_agent"]) == ("[erased]", "[erased]")
    finally:
        node.stop()


def test_who_is_removed_is_unassigned_and_their_timer_stops(person, place, world):
    member = world.nobody.another()
    member.register("Jonas")
    person.add_member(place.workspace, member.email, "MEMBER")
    tasks = [place.task(assignees=[member.user, person.user]) for _ in range(3)]
    kept = place.task(assignees=[person.user])
    member.post("/timers/start", {"task": tasks[0]})
    removed = person.delete(f"/workspaces/{place.workspace}/members/{member.user}")
    person.get("/workspaces", removed)

    def is_released():
        found = [person.get(f"/tasks/{task}").data["assignees"] for task in tasks]
        timers = person.get(f"/workspaces/{place.workspace}/timers").data
        return found == [[person.user]] * 3 and timers == []

    wait_until(is_released, "being released by the worker")
    assert person.get(f"/tasks/{kept}").data["assignees"] == [person.user]
    (entry,) = person.get("/time-entries", query={"user": member.user}).data
    assert entry["task"] == tasks[0] and entry["stopped_at"] >= entry["started_at"]
    log = person.get(f"/workspaces/{place.workspace}/audit", query={"type": "TaskEdited"}).data
    assert [one["command"] for one in log] == ["UnassignFormerMember"] * 3
    assert all("actor" not in one and "address" not in one for one in log)


def test_a_task_that_becomes_overdue_is_announced_once_for_each_due_time(person, place):
    task = place.task(title="Paint", due="2026-03-02T08:00:00Z")
    done = place.task(status=place.statuses[-1], due="2026-03-02T08:00:00Z")
    path = f"/tasks/{task}/activity"
    announced = {"type": "TaskBecameOverdue"}

    def stories(count):
        found = person.get(path, query=announced).data
        assert len(found) <= count
        return found if len(found) == count else None

    board = f"board:{place.project}"
    with Follower(person, board) as follower:

        def cards():
            return {one["id"]: one["overdue"] for one in follower.held[board].of_kind("card").values()}

        wait_until(lambda: cards() == {task: True, done: False}, "a card that is overdue")
        columns = person.get(f"/projects/{place.project}/board").data["columns"]
        shown = {card["id"]: card["overdue"] for column in columns for card in column["cards"]}
        assert shown == cards()
        moved = person.move_task(task, place.statuses[-1]).meta["position"]
        follower.reach(board, moved)
        assert not any(cards().values())
        moved = person.move_task(task, place.statuses[0]).meta["position"]
        follower.reach(board, moved)
        assert cards()[task]
        with Follower(person, board) as late:
            assert late.held[board].of_kind("card") == follower.held[board].of_kind("card")
    (story,) = wait_until(lambda: stories(1), "being announced")
    assert story["changes"] == [{"field": "due", "after": "2026-03-02T08:00:00.000Z"}]
    assert "actor" not in story
    last = person.patch(f"/tasks/{task}", {"due": "2026-03-01T08:00:00Z"})
    person.get(path, last)
    wait_until(lambda: stories(2), "being announced again")
    assert person.get(f"/tasks/{done}/activity", query=announced).data == []
