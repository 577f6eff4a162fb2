"""Time reports: cut at midnight of the asker's time zone, also when clocks change; groups, roles, CSV."""

import csv
import io
from pathlib import Path

from harness.follower import wait_until

DEMO_BOARD = Path(__file__).resolve().parents[2] / "tools" / "demo" / "board.json"
BERLIN = "Europe/Berlin"


def track(place, task, start, end, person=None, **members):
    body = {"task": task, "started_at": start, "stopped_at": end, **members}
    place.position = (person or place.owner).post("/time-entries", body, expect=201).meta["position"]


def report(place, person=None, expect=200, **query):
    query = {name.rstrip("_"): value for name, value in query.items()}
    path = f"/workspaces/{place.workspace}/reports/time"
    return (person or place.owner).get(path, place.position, query=query, expect=expect)


def seconds(answer):
    """By the names of the groups."""
    return {
        tuple(group["name"] for group in row["groups"]): row["seconds"] for row in answer.data["rows"]
    }


def test_entries_are_cut_at_midnight_of_the_askers_zone(place):
    # In Berlin from 23:30 of the second to 00:30 of the third.
    track(place, place.task(), "2026-03-02T22:30:00Z", "2026-03-02T23:30:00Z")
    wanted = {"from_": "2026-03-01", "to": "2026-03-31", "group_by": "day"}
    assert seconds(report(place, **wanted)) == {("2026-03-02",): 3600}
    assert seconds(report(place, time_zone=BERLIN, **wanted)) == {
        ("2026-03-02",): 1800,
        ("2026-03-03",): 1800,
    }
    assert seconds(report(place, time_zone="America/New_York", **wanted)) == {("2026-03-02",): 3600}
    place.position = place.owner.patch("/me", {"time_zone": BERLIN}).meta["position"]
    own = report(place, **wanted)
    assert own.data["time_zone"] == BERLIN and len(own.data["rows"]) == 2
    only = {"from_": "2026-03-03", "to": "2026-03-03", "time_zone": BERLIN}
    assert report(place, **only).data["seconds"] == 1800
    assert report(place, **{**only, "time_zone": "UTC"}).data["seconds"] == 0


def test_days_have_23_and_25_hours_when_clocks_change(place):
    task = place.task()
    # 29 March 2026, 02:00 becomes 03:00; 25 October 2026, 03:00 becomes 02:00.
    track(place, task, "2026-03-28T22:30:00Z", "2026-03-29T22:00:00Z")
    track(place, task, "2026-03-29T22:00:00Z", "2026-03-29T23:00:00Z")
    track(place, task, "2026-10-24T21:00:00Z", "2026-10-25T21:00:00Z")
    track(place, task, "2026-10-25T21:00:00Z", "2026-10-25T23:30:00Z")
    wanted = {"from_": "2026-03-01", "to": "2026-10-31", "time_zone": BERLIN}
    hour = 3600
    assert seconds(report(place, group_by="day", **wanted)) == {
        ("2026-03-28",): hour // 2,
        ("2026-03-29",): 23 * hour,
        ("2026-03-30",): hour,
        ("2026-10-24",): hour,
        ("2026-10-25",): 25 * hour,
        ("2026-10-26",): hour // 2,
    }
    assert seconds(report(place, group_by="week", **wanted)) == {
        ("2026-03-23",): 23 * hour + hour // 2,
        ("2026-03-30",): hour,
        ("2026-10-19",): 26 * hour,
        ("2026-10-26",): hour // 2,
    }
    assert seconds(report(place, group_by="month", **wanted)) == {
        ("2026-03-01",): 24 * hour + hour // 2,
        ("2026-10-01",): 26 * hour + hour // 2,
    }


def test_time_is_grouped_by_two_things_with_names(place, world):
    member = world.nobody.another()
    member.register("Jonas")
    place.owner.add_member(place.workspace, member.email, "MEMBER")
    paint, sail = place.task(title="Paint"), place.task(title="Sail")
    day = "2026-03-02T"
    track(place, paint, day + "08:00:00Z", day + "09:00:00Z", billable=True)
    track(place, sail, day + "09:00:00Z", day + "09:30:00Z")
    track(place, sail, day + "08:00:00Z", day + "10:00:00Z", person=member)
    wanted = {"from_": "2026-03-02", "to": "2026-03-02"}
    answer = report(place, group_by="user,task", **wanted)
    found = {
        (user, task.split(" ", 1)[1]): value for (user, task), value in seconds(answer).items()
    }
    assert found == {("Jonas", "Sail"): 7200, ("Mara", "Paint"): 3600, ("Mara", "Sail"): 1800}
    assert (answer.data["seconds"], answer.data["billable_seconds"]) == (12_600, 3600)
    assert answer.data["entries"] == 3
    assert seconds(report(place, group_by="user", **wanted)) == {("Jonas",): 7200, ("Mara",): 5400}
    assert seconds(report(place, group_by="user", user=member.user, **wanted)) == {("Jonas",): 7200}
    (row,) = report(place, **wanted).data["rows"]
    assert row["groups"][0]["id"] == place.project and row["groups"][0]["name"].endswith("Timetable")
    own = report(place, person=member, group_by="user", **wanted)
    assert seconds(own) == {("Jonas",): 7200} and own.data["seconds"] == 7200
    report(place, person=member, user=place.owner.user, expect=403, **wanted)


def test_the_time_of_a_task_counts_for_each_of_its_labels_and_once_in_the_total(place, tool):
    slug = next(
        one["slug"]
        for one in place.owner.get("/workspaces", place.position).data
        if one["id"] == place.workspace
    )
    tool("import", "trello", DEMO_BOARD, "--workspace", slug)

    def imported():
        projects = place.owner.get(f"/workspaces/{place.workspace}/projects").data
        return [one["id"] for one in projects if one["id"] != place.project]

    (project,) = wait_until(imported, "the imported project")
    labels = place.owner.get(f"/projects/{project}").data["labels"][:2]
    for ids, hour in (([one["id"] for one in labels], "08"), ([labels[0]["id"]], "09"), ([], "10")):
        made = place.owner.create_task(project, labels=ids)
        place.owner.get(f"/tasks/{made.data['id']}", made)
        start = f"2026-03-02T{hour}:00:00Z"
        track(place, made.data["id"], start, start.replace(":00:00Z", ":30:00Z"))
    answer = report(place, from_="2026-03-02", to="2026-03-02", group_by="label")
    assert seconds(answer) == {
        (labels[0]["name"],): 3600,
        (labels[1]["name"],): 1800,
        ("No label",): 1800,
    }
    assert answer.data["seconds"] == 5400 and answer.data["entries"] == 3


def test_estimates_stand_beside_what_was_ever_spent(place, world):
    member = world.nobody.another()
    member.register("Jonas")
    place.owner.add_member(place.workspace, member.email, "MEMBER")
    paint = place.task(title="Paint", estimate_seconds=7200)
    sail = place.task(title="Sail", estimate_seconds=600)
    row_boat = place.task(title="Row")
    track(place, paint, "2026-03-02T08:00:00Z", "2026-03-02T09:00:00Z")
    track(place, paint, "2026-04-02T08:00:00Z", "2026-04-02T10:00:00Z", person=member)
    track(place, row_boat, "2026-03-02T09:00:00Z", "2026-03-02T09:10:00Z")
    wanted = {"from_": "2026-03-01", "to": "2026-03-31"}

    def compared(answer):
        return {
            row["groups"][0]["id"]: (
                row["seconds"],
                row.get("estimate_seconds"),
                row.get("spent_seconds"),
            )
            for row in answer.data["rows"]
        }

    by_task = compared(report(place, group_by="task,day", **wanted))
    assert by_task == {paint: (3600, 7200, 10_800), row_boat: (600, None, 600)}
    by_project = compared(report(place, group_by="project", **wanted))
    assert by_project == {place.project: (4200, 7800, 11_400)}
    by_person = report(place, group_by="project,user", **wanted).data["rows"]
    assert {row["spent_seconds"] for row in by_person} == {11_400}
    assert {row["estimate_seconds"] for row in by_person} == {7800}
    assert compared(report(place, group_by="day", **wanted)) == {"2026-03-02": (4200, None, None)}
    own = report(place, person=member, group_by="task", from_="2026-04-01", to="2026-04-30")
    assert compared(own) == {paint: (7200, 7200, 7200)}
    assert sail not in by_task


def test_running_timers_stand_apart_and_deleted_entries_do_not_count(place):
    task = place.task(title="Paint")
    track(place, task, "2026-03-02T08:00:00Z", "2026-03-02T09:00:00Z")
    gone = place.owner.post(
        "/time-entries",
        {"task": task, "started_at": "2026-03-02T09:00:00Z", "duration_seconds": 60},
        expect=201,
    )
    place.owner.delete("/time-entries/" + gone.data["id"])
    place.position = place.owner.post("/timers/start", {"task": task}).meta["position"]
    answer = report(place, from_="2026-01-01", to="2026-12-31")
    assert answer.data["seconds"] == 3600
    (running,) = answer.data["running"]
    assert (running["user"]["name"], running["task"]["title"]) == ("Mara", "Paint")
    place.owner.post("/timers/discard", {"workspace": place.workspace})


def test_csv_is_a_table_and_runs_no_formula(place):
    track(place, place.task(title='=1+1, "or"'), "2026-03-02T08:00:00Z", "2026-03-02T09:00:00Z")
    named = place.owner.create_project(place.workspace, name="@SUM(A1)")
    made = place.owner.create_task(named.data["id"], title="x")
    task = made.data["id"]
    place.owner.get(f"/tasks/{task}", made)
    track(place, task, "2026-03-02T09:00:00Z", "2026-03-02T09:36:00Z")
    wanted = {"from_": "2026-03-02", "to": "2026-03-02", "format": "csv"}
    answer = report(place, group_by="task,day", **wanted)
    assert answer.is_csv and "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode(), newline="")))
    assert rows[0][:4] == ["task", "task_id", "day", "day_id"]
    assert all(len(row) == len(rows[0]) for row in rows)
    assert any(row[0].endswith('=1+1, "or"') for row in rows)
    assert {row[5] for row in rows[1:]} == {"1.00", "0.60"}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert answer.text.count("\r\n") == len(rows)


def test_bad_questions_get_every_fault_at_once(place):
    bad = report(
        place,
        from_="yesterday",
        time_zone="Atlantis/Capital",
        group_by="colour",
        user="you",
        expect=400,
    )
    assert set(bad.fields) == {"from", "time_zone", "group_by", "user"}
    for query, field in (
        ({"from_": "2026-03-02", "to": "2026-03-01"}, "to"),
        ({"from_": "1926-03-02", "to": "2026-03-01"}, "to"),
        ({"group_by": "user,day,task"}, "group_by"),
        ({"group_by": "day,day"}, "group_by"),
        ({"time_zone": "EST5+3"}, "time_zone"),
        ({"format": "pdf"}, "format"),
    ):
        assert field in report(place, expect=400, **query).fields, query
