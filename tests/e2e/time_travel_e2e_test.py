"""`?at=`: what people saw while two of them worked at random is what they are answered afterwards, by position and by
instant; today's roles decide who may ask."""

import datetime
import random
import time

import pytest

from harness.follower import wait_until
from harness.node import run
from harness.streaming import Desk

STEPS = 60
NOTHING = "0199aaaa-0000-7000-8000-000000000000"


def now():
    """An instant that is over: whatever is recorded from here on has a later millisecond."""
    instant = time.time_ns() // 1_000_000
    wait_until(lambda: time.time_ns() // 1_000_000 > instant + 1, "the next millisecond")
    text = datetime.datetime.fromtimestamp(instant / 1000, datetime.timezone.utc)
    return text.strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant % 1000:03}Z"


class Memory:
    """What was answered, and when."""

    def __init__(self, client, paths):
        self.client, self.paths = client, paths
        self.moments = []

    def look(self, work):
        """All paths as they are after the last step."""
        position, seen = max(work.last.values()), {}
        # People's own events go through another partition than those of the workspace.
        for one in work.last.values():
            self.client.get(f"/workspaces/{work.desk.workspace}", one)
        for path, query in self.paths():
            answer = self.client.get(path, position, expect=None, query=query)
            assert "Atelier-Stale" not in answer.headers, answer
            seen[path, tuple(query.items())] = said_in(answer)
        self.moments.append((position, now(), seen))

    def check(self, moments=None):
        for position, instant, seen in moments or self.moments:
            for (path, query), before in seen.items():
                for at in (position, instant):
                    answer = self.client.request("GET", path, query={**dict(query), "at": at})
                    assert said_in(answer) == before, f"{path} {dict(query)} at {at}"
                    if answer.status == 200:
                        # A person's own events are not of the workspace.
                        assert answer.meta["position"] <= position, (path, at)
                        assert at == position or answer.meta["as_of"] == instant
                    else:
                        assert "did not exist at" in answer.json["message"], answer


def said_in(answer):
    if answer.status != 200:
        return answer.status, None, None
    return 200, answer.data, answer.headers.get("ETag")


class Work:
    """Random steps of two people in one project; `last` has the positions of the last events, in
    the workspace and of the people themselves."""

    def __init__(self, stack, desk, people, seed):
        self.desk, self.people, self.dice = desk, people, random.Random(seed)
        self.project = f"/projects/{desk.project}"
        self.tasks, self.statuses, self.labels = list(desk.tasks), list(desk.statuses), []
        self.entries = []
        self.last = {"workspace": desk.position, "me": desk.position}
        self.number = 0

    def call(self, method, path, json=None, things=None):
        client = self.dice.choice(self.people)
        answer = client.request(method, path, json)
        assert answer.status < 500, answer
        if answer.status < 300:
            self.last["me" if path == "/me" else "workspace"] = answer.meta["position"]
        if things is not None and answer.status == 201:
            things.append(answer.data["id"])
        return answer

    def tracked(self):
        start = f"2026-03-{self.dice.randint(1, 28):02}T08:00:00Z"
        stop = start.replace("08:00", f"{self.dice.randint(9, 20):02}:30")
        return {
            "task": self.dice.choice(self.tasks),
            "started_at": start,
            "stopped_at": stop,
            "billable": self.dice.random() < 0.5,
        }

    def step(self):
        dice, call, project = self.dice, self.call, self.project
        self.number += 1
        name = f"{self.number}"
        task = f"/tasks/{dice.choice(self.tasks)}"
        status, person = dice.choice(self.statuses), dice.choice(self.people)
        label = dice.choice(self.labels) if self.labels else None
        entry = dice.choice(self.entries) if self.entries else None
        edit = {
            "title": f"Title {name}",
            "description": f"Text {name}",
            "priority": dice.choice(["LOW", "HIGH", "URGENT"]),
            "due": dice.choice([None, "2031-12-24", "2031-01-01T08:00:00Z"]),
            "estimate_seconds": dice.choice([None, 60, 7200]),
        }
        workspace = {"workspace": self.desk.workspace}
        colour = {"name": f"Label {name}", "colour": "#00aa11"}
        steps = [
            lambda: call("POST", f"{project}/tasks", {"title": f"T {name}"}, self.tasks),
            lambda: call("POST", f"{task}/move", {"status": status}),
            lambda: call("PATCH", task, edit),
            lambda: call("PUT", f"{task}/assignees/{person.user}"),
            lambda: call("DELETE", f"{task}/assignees/{person.user}"),
            lambda: label and call("PUT", f"{task}/labels/{label}"),
            lambda: call("POST", f"{task}/{dice.choice(['archive', 'unarchive'])}", {}),
            lambda: call("DELETE", task),
            lambda: call("POST", f"{task}/restore", {}),
            lambda: call("POST", "/timers/start", {"task": task[7:], "stop_running": True}),
            lambda: call("POST", f"/timers/{dice.choice(['pause', 'resume', 'stop'])}", workspace),
            lambda: call("POST", f"{project}/labels", colour, self.labels),
            lambda: label and call("PATCH", f"{project}/labels/{label}", {"name": f"L {name}"}),
            lambda: label and call("DELETE", f"{project}/labels/{label}"),
            lambda: call("POST", f"{project}/statuses", {"name": f"S {name}", "category": "DONE"}),
            lambda: call("PATCH", f"{project}/statuses/{status}", {"name": f"S {name}"}),
            lambda: call("PATCH", f"{project}/statuses/{status}", {"category": "DONE"}),
            lambda: call("POST", f"{project}/statuses/{status}/move", {"after": self.statuses[-1]}),
            lambda: call("PATCH", project, {"name": f"Project {name}", "key": f"K{name}"}),
            lambda: call("PATCH", project, {"lead": person.user}),
            lambda: call("POST", "/time-entries", self.tracked(), self.entries),
            lambda: entry and call("PATCH", f"/time-entries/{entry}", {"billable": True}),
            lambda: entry and call("DELETE", f"/time-entries/{entry}"),
            lambda: call("PATCH", "/me", {"name": f"Person {name}"}),
        ]
        dice.choice(steps)()

    def paths(self):
        """The past of these is asked for. Tasks come and go."""
        dice, project, workspace = self.dice, self.project, f"/workspaces/{self.desk.workspace}"
        march = {"from": "2026-03-01", "to": "2026-03-31"}
        return [
            (f"/tasks/{self.tasks[0]}", {}),
            (f"/tasks/{dice.choice(self.tasks)}", {}),
            (project, {}),
            (f"{project}/board", {}),
            (f"{project}/board", {"swimlane": dice.choice(["assignee", "label", "priority"])}),
            (f"{project}/board", {"priority": "HIGH", "swimlane": "assignee"}),
            (f"{project}/tasks", {"sort": "-updated_at", "archived": "any"}),
            (f"{workspace}/tasks", {"search": "title"}),
            (f"{workspace}/reports/time", {"group_by": "user,task", **march}),
            (f"{workspace}/reports/time", {"group_by": dice.choice(["label", "day"]), **march}),
        ]


def test_what_was_seen_during_a_random_run_is_answered_afterwards(stack):
    seed = random.randrange(1 << 30)
    print(f"seed {seed}")
    mara, jonas = stack.person("Mara"), stack.person("Jonas")
    desk = Desk(mara)
    desk.add_member(jonas, "ADMIN")
    elsewhere = Desk(jonas)  # somebody else's events stand between ours
    work = Work(stack, desk, [mara, jonas], seed)
    memory = Memory(mara, work.paths)
    for number in range(STEPS):
        work.step()
        if number == STEPS // 2:
            work.call("DELETE", work.project)
        if number % 4 == 0:
            elsewhere.add_task(f"Else {number}")
            memory.look(work)
        if number == STEPS // 2:
            work.call("POST", f"{work.project}/restore", {})
    memory.check()
    run("rebuild", "all", *stack.tool_arguments(), **stack.store.variables())
    memory.check(memory.moments[::5])


def another(place, name):
    client = place.owner.another()
    client.register(name)
    return client


def join(place, person, role="MEMBER"):
    place.position = place.owner.add_member(place.workspace, person.email, role).meta["position"]


def at(place, path, moment, expect=200, client=None, **query):
    client = client or place.owner
    return client.get(path, place.position, expect=expect, query={"at": moment, **query})


def test_a_task_shows_what_it_said_then_also_when_it_is_deleted_now(place):
    owner = place.owner
    made = owner.create_task(place.project, "Paint the buoy")
    task = f"/tasks/{made.data['id']}"
    before = now()
    owner.patch(task, {"title": "Paint the buoy red"})
    place.position = owner.delete(task).meta["position"]
    assert at(place, task, place.position - 2).data["title"] == "Paint the buoy"
    assert at(place, task, place.position - 1).data["title"] == "Paint the buoy red"
    then = at(place, task, before)
    assert then.data["title"] == "Paint the buoy"
    assert then.meta == {"position": made.meta["position"], "version": 1, "as_of": before}
    assert then.headers["Atelier-Position"] == str(made.meta["position"])
    gone = at(place, task, place.position, expect=404)
    assert gone.code == "not_found"
    assert gone.json["message"] == f"The task did not exist at position {place.position}."
    assert owner.get(task, place.position, expect=404).json["message"] != gone.json["message"]


def test_before_it_was_made_there_was_nothing(place):
    before = now()
    made = place.owner.create_project(place.workspace, "Quay")
    place.position = made.meta["position"]
    project = f"/projects/{made.data['id']}"
    for path in (project, project + "/board", project + "/tasks"):
        answer = at(place, path, before, expect=404)
        assert answer.json["message"] == f"The project did not exist at {before}."
        at(place, path, place.position)
    workspace = at(place, f"/workspaces/{place.workspace}/reports/time", 1, expect=404)
    assert workspace.json["message"] == "The workspace did not exist at position 1."


@pytest.mark.parametrize(
    "moment", ["", "yesterday", "0", "-1", "1.5", "2026-11-21", "2026-13-01T00:00:00Z", "9" * 30]
)
def test_what_is_no_moment_is_told(place, moment):
    for path in (f"/projects/{place.project}/board", f"/workspaces/{place.workspace}/reports/time"):
        answer = at(place, path, moment, expect=400)
        assert answer.code == "malformed_request"
        assert "position" in answer.fields["at"] and "instant" in answer.fields["at"]


def test_the_future_is_not_told(place):
    board = f"/projects/{place.project}/board"
    for moment in ("2999-01-01T00:00:00Z", 1_000_000_000_000):
        answer = at(place, board, moment, expect=422)
        assert answer.code == "validation_failed"
        assert answer.fields == {"at": "must not be in the future"}


def test_an_offset_need_not_be_escaped(place):
    at(place, f"/projects/{place.project}", now())
    url = f"/projects/{place.project}?at=2999-01-01T00:00:00+01:00"
    assert place.owner.get(url, expect=422).fields == {"at": "must not be in the future"}


def test_todays_roles_decide(place):
    then = place.position
    ben, vic = another(place, "Ben"), another(place, "Vic")
    board, task = f"/projects/{place.project}/board", f"/tasks/{place.task()}"
    join(place, ben)
    made = place.position
    at(place, board, then, client=ben)  # before they came
    place.position = place.owner.delete(
        f"/workspaces/{place.workspace}/members/{ben.user}"
    ).meta["position"]
    for client in (ben, vic):  # who has left, and who never came
        plain = client.get(board, place.position, expect=404)
        for path, moment in ((board, made), (board, 1), (task, made), (board, 10**12)):
            answer = at(place, path, moment, expect=404, client=client)
            assert answer.json["message"] == plain.json["message"]
    answer = at(place, f"/tasks/{NOTHING}", made, expect=404)
    assert answer.json["message"] == plain.json["message"]


def test_positions_of_others_tell_only_of_ones_own(place, world):
    board = f"/projects/{place.project}/board"
    own = at(place, board, place.position)
    other = world.abroad.owner.create_task(world.abroad.project, "Theirs")
    moment = other.meta["position"]
    place.owner.get(board, moment)
    answer = at(place, board, moment)
    assert answer.json == own.json


def test_a_timer_shows_as_it_ran_and_reports_are_of_the_time(place):
    owner, task = place.owner, place.task()
    report = f"/workspaces/{place.workspace}/reports/time"
    started = owner.post("/timers/start", {"task": task})
    place.position = started.meta["position"]
    owner.get(report, place.position)
    stopped = owner.post("/timers/stop", {"workspace": place.workspace})
    place.position = stopped.meta["position"]
    then = at(place, report, started.meta["position"])
    assert [one["task"]["id"] for one in then.data["running"]] == [task]
    assert then.data["entries"] == 0
    cards = at(place, f"/projects/{place.project}/board", started.meta["position"]).data["columns"]
    assert [card["timers"] for column in cards for card in column["cards"]] == [[owner.user]]
    later = at(place, report, place.position)
    assert later.data["running"] == [] and later.data["entries"] == 1
    table = at(place, report, place.position, format="csv")
    assert table.is_csv and table.headers["Atelier-Position"] == str(place.position)


def test_a_task_is_overdue_from_when_it_was_announced(place):
    made = place.owner.create_task(place.project, "Late", due="2020-01-01T08:00:00Z")
    task = f"/tasks/{made.data['id']}"

    def announcement():
        """Where it stands in the log."""
        told = place.owner.get(f"{task}/activity", made).data
        return next((one["position"] for one in told if one["type"] == "TaskBecameOverdue"), None)

    announced = wait_until(announcement, "it is announced")
    assert at(place, task, announced).data["overdue"] is True
    assert at(place, task, made.meta["position"]).data["overdue"] is False


def test_names_are_those_of_the_time(place):
    owner, task = place.owner, place.task()
    assigned = owner.request("PUT", f"/tasks/{task}/assignees/{owner.user}", expect=200)
    place.position = owner.patch("/me", {"name": "Mara Lind"}).meta["position"]
    board = f"/projects/{place.project}/board"

    def lanes(moment):
        shown = at(place, board, moment, swimlane="assignee").data["swimlanes"]
        return [lane["name"] for lane in shown]

    assert lanes(assigned.meta["position"]) == ["Mara"]
    assert lanes(place.position) == ["Mara Lind"]


def test_what_the_client_has_of_the_past_is_not_sent_again(place):
    board = f"/projects/{place.project}/board"
    first = at(place, board, place.position)
    again = place.owner.request(
        "GET",
        board,
        query={"at": place.position},
        headers={"If-None-Match": first.headers["ETag"]},
    )
    assert again.status == 304


def test_the_documentation_shows_it(contract):
    documented = contract.document["paths"]
    for path in (
        "/api/v1/tasks/{task}",
        "/api/v1/projects/{project}",
        "/api/v1/projects/{project}/board",
        "/api/v1/projects/{project}/tasks",
        "/api/v1/workspaces/{workspace}/tasks",
        "/api/v1/workspaces/{workspace}/reports/time",
    ):
        names = [one["name"] for one in documented[path]["get"]["parameters"]]
        assert "at" in names, path
