"""Timers and time entries: pauses, overlaps, races, restarts, every device."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.client import Client, load_contract
from harness.follower import Follower, wait_until
from harness.node import Node
from harness.world import Place

DAY = "2026-03-02T"


@pytest.fixture
def colleague(world, place):
    """With an account, and a role in the place when the test gives one."""

    def join(role, name="Jonas"):
        client = world.nobody.another()
        client.register(name)
        added = place.owner.add_member(place.workspace, client.email, role)
        client.get("/workspaces", added)
        return client

    return join


def entry(place, start, end, expect=201, person=None, **members):
    body = {"task": members.pop("task", None) or place.task(), "started_at": DAY + start, **members}
    if end:
        body["stopped_at"] = DAY + end
    return (person or place.owner).post("/time-entries", body, expect=expect)


def test_an_entry_is_written_down_read_edited_and_deleted(person, place):
    task = place.task(title="Paint")
    made = entry(place, "09:00:00Z", "10:30:00Z", task=task, note="Hull", billable=True)
    path = "/time-entries/" + made.data["id"]
    assert made.headers["Location"] == "/api/v1" + path
    assert made.data["duration_seconds"] == 5400
    read = person.get(path, made)
    assert read.data == {
        **made.data,
        "user_name": "Mara",
        "task_key": person.get(f"/tasks/{task}").data["key"],
        "task_title": "Paint",
        "project": place.project,
    }
    assert read.headers["ETag"] == made.headers["ETag"]
    edited = person.patch(path, {"note": None, "duration_seconds": 60})
    assert (edited.data["note"], edited.data["stopped_at"]) == ("", DAY + "09:01:00.000Z")
    assert person.patch(path, {"duration_seconds": 60}).meta["version"] == edited.meta["version"]
    person.patch(path, {"note": "x"}, headers={"If-Match": '"1"'}, expect=412)
    assert person.get(path, edited).data["duration_seconds"] == 60
    deleted = person.delete(path)
    assert deleted.data["deleted"]
    person.get(path, deleted, expect=404)
    person.delete(path, expect=404)
    assert person.get("/time-entries", deleted).data == []


def test_bad_times_are_refused_with_what_is_wrong(person, place):
    task = place.task()
    for body, fields in (
        ({"started_at": DAY + "09:00:00Z"}, {"stopped_at"}),
        ({"started_at": "2099-01-01T00:00:00Z", "duration_seconds": 60}, {"started_at", "stopped_at"}),
        ({"started_at": DAY + "09:00:00Z", "stopped_at": DAY + "08:00:00Z"}, {"stopped_at"}),
        ({"started_at": DAY + "09:00:00Z", "duration_seconds": 90_000}, {"duration_seconds"}),
        (
            {"started_at": DAY + "09:00:00Z", "stopped_at": "2026-03-03T09:00:01Z"},
            {"stopped_at"},
        ),
    ):
        answer = person.post("/time-entries", {"task": task, **body}, expect=422)
        assert set(answer.fields) == fields, body


def test_an_overlap_is_refused_by_name_and_times(person, place):
    first = entry(place, "09:00:00Z", "10:00:00Z")
    refused = entry(place, "09:59:59Z", "11:00:00Z", expect=409)
    assert refused.code == "time_overlaps"
    for part in (first.data["id"], first.data["started_at"], first.data["stopped_at"]):
        assert part in refused.json["message"]
    second = entry(place, "10:00:00Z", "11:00:00Z")
    path = "/time-entries/" + second.data["id"]
    assert person.patch(path, {"started_at": DAY + "09:30:00Z"}, expect=409).code == "time_overlaps"
    person.delete("/time-entries/" + first.data["id"])
    person.patch(path, {"started_at": DAY + "09:30:00Z"})


def test_of_many_posts_for_the_same_time_one_wins_on_whichever_node(person, place, database, folder):
    other_node = Node(database, folder)
    try:
        there = Client(other_node, load_contract(other_node), person.token)
        task = place.task()
        start = threading.Barrier(12)

        def post(number):
            start.wait()
            begin = f"{12 + number % 2}:{number:02}:00Z"
            body = {"task": task, "started_at": DAY + begin, "duration_seconds": 7200}
            client = (person, there)[number % 2].another(person.token)
            return client.request("POST", "/time-entries", body)

        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(post, range(12)))
        assert sorted(answer.status for answer in answers) == [201] + [409] * 11
        assert {answer.code for answer in answers if answer.status == 409} == {"time_overlaps"}
    finally:
        other_node.stop()


def test_the_running_timer_takes_time(person, place):
    started = person.post("/timers/start", {"task": place.task()})
    since = started.data["started_at"]
    body = {"task": place.task(), "started_at": since[:10] + "T00:00:00Z", "stopped_at": since}
    person.post("/time-entries", body, expect=201)
    person.post("/timers/discard", {"workspace": place.workspace})


def test_pauses_do_not_count_and_each_stretch_is_an_entry(person, place):
    workspace = {"workspace": place.workspace}
    person.post("/timers/start", {"task": place.task(), "note": "Hull", "billable": True})
    paused = person.post("/timers/pause", workspace)
    assert paused.data["state"] == "PAUSED" and "running_since" not in paused.data
    again = person.post("/timers/pause", workspace)
    assert again.data == paused.data
    assert person.get("/timers/current", paused).data == [paused.data]
    resumed = person.post("/timers/resume", workspace)
    assert resumed.data["state"] == "RUNNING" and resumed.data["running_since"]
    assert person.post("/timers/resume", workspace).data == resumed.data
    stopped = person.post("/timers/stop", workspace)
    assert stopped.data["state"] == "STOPPED"
    entries = person.get("/time-entries", stopped, query={"sort": "started_at"}).data
    assert [one["from_timer"] for one in entries] == [True, True]
    assert {(one["note"], one["billable"]) for one in entries} == {("Hull", True)}
    assert entries[0]["stopped_at"] <= entries[1]["started_at"]
    for verb in ("pause", "resume", "stop", "discard"):
        answer = person.post("/timers/" + verb, workspace, expect=409)
        assert answer.code == "timer_not_running", verb


def test_a_discarded_timer_leaves_no_entry(person, place):
    workspace = {"workspace": place.workspace}
    person.post("/timers/start", {"task": place.task()})
    person.post("/timers/pause", workspace)
    person.post("/timers/resume", workspace)
    discarded = person.post("/timers/discard", workspace)
    assert discarded.data["state"] == "DISCARDED"
    assert person.get("/time-entries", discarded).data == []
    assert person.get("/timers/current", discarded).data == []


def test_another_timer_starts_when_the_first_is_stopped_for_it(person, place):
    first, second = place.task(), place.task()
    person.post("/timers/start", {"task": first})
    refused = person.post("/timers/start", {"task": second}, expect=409)
    assert refused.code == "timer_running" and first in refused.json["message"]
    started = person.post("/timers/start", {"task": second, "stop_running": True})
    assert started.data["task"] == second
    assert [one["task"] for one in person.get("/time-entries", started).data] == [first]
    person.post("/timers/discard", {"workspace": place.workspace})


def test_a_repeated_post_makes_one_entry(person, place):
    body = {"task": place.task(), "started_at": DAY + "09:00:00Z", "duration_seconds": 60}
    headers = {"Idempotency-Key": "the same"}
    first = person.post("/time-entries", body, expect=201, headers=headers)
    second = person.post("/time-entries", body, expect=201, headers=headers)
    assert second.data == first.data and second.headers["Idempotency-Replayed"] == "true"
    assert len(person.get("/time-entries", first).data) == 1


def test_everybody_sees_what_their_role_lets_them(person, place, colleague):
    member, manager, admin = (colleague(role) for role in ("MEMBER", "MANAGER", "ADMIN"))
    own = entry(place, "09:00:00Z", "10:00:00Z")
    other = entry(place, "09:00:00Z", "10:00:00Z", person=member)
    ids = {own.data["id"], other.data["id"]}
    seen = lambda client: {one["id"] for one in client.get("/time-entries", other).data}
    assert seen(member) == {other.data["id"]}
    assert seen(manager) == seen(admin) == seen(person) == ids
    path = "/time-entries/" + own.data["id"]
    member.get(path, other, expect=404)
    member.patch(path, {"note": "x"}, expect=404)
    manager.get(path, other)
    assert manager.patch(path, {"note": "x"}, expect=403).code == "forbidden"
    admin.patch(path, {"note": "By the admin"})


def test_entries_are_filtered_sorted_and_paged(person, place, colleague):
    member = colleague("MEMBER")
    task = place.task()
    for hour, length in ((9, 600), (11, 60), (10, 1200)):
        body = {
            "task": task,
            "started_at": f"{DAY}{hour:02}:00:00Z",
            "duration_seconds": length,
            "billable": hour == 9,
        }
        last = person.post("/time-entries", body, expect=201)
    last = entry(place, "09:00:00Z", "09:30:00Z", person=member)

    def lengths(**query):
        return [one["duration_seconds"] for one in person.get("/time-entries", last, query=query).data]

    assert lengths(user="me") == [60, 1200, 600]
    assert lengths(user="me", sort="started_at") == [600, 1200, 60]
    assert lengths(sort="-duration") == [1800, 1200, 600, 60]
    assert lengths(user=member.user) == [1800]
    assert lengths(task=task, billable="true") == [600]
    assert lengths(**{"from": DAY + "10:00:00Z", "to": DAY + "11:00:00Z"}) == [1200]
    assert lengths(project=place.project, workspace=place.workspace, sort="duration") == [
        60, 600, 1200, 1800,
    ]
    pages, query = [], {"sort": "duration", "limit": 3}
    while True:
        page = person.get("/time-entries", query=query)
        pages += [one["duration_seconds"] for one in page.data]
        if "next_cursor" not in page.meta:
            break
        query["cursor"] = page.meta["next_cursor"]
    assert pages == [60, 600, 1200, 1800]
    cursor = person.get("/time-entries", query={"limit": 1}).meta["next_cursor"]
    person.get("/time-entries", query={"sort": "duration", "cursor": cursor}, expect=400)
    bad = person.get(
        "/time-entries", query={"sort": "colour", "user": "you", "billable": "maybe"}, expect=400
    )
    assert set(bad.fields) == {"sort", "user", "billable"}


def test_managers_see_everybodys_timers(person, place, colleague):
    member = colleague("MEMBER", "Jonas")
    task = place.task(title="Paint")
    started = member.post("/timers/start", {"task": task})
    (one,) = person.get(f"/workspaces/{place.workspace}/timers", started).data
    assert (one["user"]["name"], one["task"]["title"], one["state"]) == ("Jonas", "Paint", "RUNNING")
    member.get(f"/workspaces/{place.workspace}/timers", expect=403)
    stopped = member.post("/timers/stop", {"workspace": place.workspace})
    assert person.get(f"/workspaces/{place.workspace}/timers", stopped).data == []


def test_every_device_of_a_person_sees_the_timer(person, place):
    workspace = {"workspace": place.workspace}
    with Follower(person, "me") as laptop, Follower(person, "me") as phone:

        def seen(data):
            """Both devices show this timer (None: no timer)."""
            names = ("task", "billable", "started_at", "running_since", "tracked_seconds")
            wanted = data and {name: data[name] for name in names if name in data}
            for device in (laptop, phone):

                def shows():
                    shown = device.held["me"].of_kind("timer").get(place.workspace)
                    if wanted is None:
                        return shown is None
                    return shown and {name: shown.get(name) for name in names if name in shown} == wanted

                wait_until(shows, f"a device showing {wanted}")

        started = person.post("/timers/start", {"task": place.task(), "billable": True}).data
        seen(started)
        seen(person.post("/timers/pause", workspace).data)
        resumed = person.post("/timers/resume", workspace)
        seen(resumed.data)
        person.get("/timers/current", resumed)
        with Follower(person, "me") as late:
            shown = late.held["me"].of_kind("timer")[place.workspace]
            assert shown["running_since"] == resumed.data["running_since"]
        person.post("/timers/discard", workspace)
        seen(None)
        assert not laptop.faults() + phone.faults()


def test_a_running_timer_survives_a_crash(database, folder):
    node = Node(database, folder)
    client = Client(node, load_contract(node))
    client.register("Mara")
    place = Place(client)
    started = client.post("/timers/start", {"task": place.task(), "note": "Hull"})
    node.kill()
    node = Node(database, folder)
    try:
        client.node = node
        assert client.get("/timers/current", started).data == [started.data]
        stopped = client.post("/timers/stop", {"workspace": place.workspace})
        assert stopped.data["started_at"] == started.data["started_at"]
        (made,) = client.get("/time-entries", stopped).data
        assert (made["note"], made["stopped_at"]) == ("Hull", stopped.data["stopped_at"])
    finally:
        node.stop()
