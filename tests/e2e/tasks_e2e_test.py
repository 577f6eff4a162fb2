"""A task's life and the timers, as people use them."""

import random
import threading

import pytest

UNCHANGED = ("id", "key", "number", "project", "status", "rank", "deleted", "archived")


@pytest.fixture
def desk(world):
    """A project of its own for the test."""

    class Desk:
        owner = world.owner
        answer = world.owner.create_project(world.home.workspace, "Desk of a test")
        project = answer.data["id"]
        statuses = [status["id"] for status in answer.data["statuses"]]

        def task(self, title, column=0, **members):
            return self.owner.create_task(
                self.project, title, status=self.statuses[column], **members
            ).data["id"]

        def move(self, task, column, expect=200, **place):
            return self.owner.move_task(task, self.statuses[column], expect=expect, **place)

        def columns(self, after):
            return list(self.owner.board(self.project, after).values())

    return Desk()


def test_a_new_task_has_what_it_was_given_and_defaults_for_the_rest(world, desk):
    due = "2026-12-24T18:00:00.000Z"
    given = {
        "title": "Größe 🛟",
        "description": '- [ ] *eins*\n\n"zwei"\\',
        "status": desk.statuses[2],
        "priority": "URGENT",
        "assignees": [world.owner.user, world.viewer.user],
        "labels": [],
        "due": due,
    }
    created = world.owner.post(f"/projects/{desk.project}/tasks", given, expect=201)
    assert {name: created.data[name] for name in given} == given
    assert created.headers["Location"] == f"/api/v1/tasks/{created.data['id']}"
    read = world.owner.get(created.headers["Location"], created)
    assert {
        **created.data,
        "created_at": read.data["created_at"],
        "created_by": world.owner.user,
        "updated_at": read.data["updated_at"],
    } == read.data
    plain = world.owner.create_task(desk.project, "Plain").data
    assert (plain["status"], plain["priority"], plain["assignees"], plain["labels"]) == (
        desk.statuses[0],
        "MEDIUM",
        [],
        [],
    )
    assert (
        "due" not in plain
        and plain["description"] == ""
        and not plain["archived"]
        and not plain["deleted"]
    )
    assert plain["number"] == created.data["number"] + 1 and plain["key"].endswith(
        f"-{plain['number']}"
    )


def test_a_time_of_another_zone_is_answered_in_utc(desk):
    task = desk.task("Zoned", due="2026-12-24T18:00:00+01:00")
    answer = desk.owner.patch(f"/tasks/{task}", {})
    assert answer.data["due"] == "2026-12-24T17:00:00.000Z"


def test_a_patch_leaves_what_is_absent_clears_what_is_null_and_sets_the_rest(world, desk):
    task = desk.task(
        "Before",
        description="text",
        priority="LOW",
        assignees=[world.owner.user],
        due="2026-12-24T18:00:00Z",
    )
    path = f"/tasks/{task}"
    before = desk.owner.patch(path, {}).data
    after = desk.owner.patch(path, {"title": "After"}).data
    assert after == {**before, "title": "After"}
    cleared = desk.owner.patch(path, {"description": None, "assignees": None, "due": None})
    assert (cleared.data["description"], cleared.data["assignees"], "due" in cleared.data) == (
        "",
        [],
        False,
    )
    assert cleared.data["title"] == "After" and cleared.data["priority"] == "LOW"
    again = desk.owner.patch(path, {"assignees": [world.viewer.user], "priority": "HIGH"}).data
    assert again["assignees"] == [world.viewer.user] and again["priority"] == "HIGH"
    for name in UNCHANGED:
        assert again[name] == before[name], name
    read = desk.owner.get(path, desk.owner.patch(path, {})).data
    assert (
        read["assignees"] == [world.viewer.user] and read["description"] == "" and "due" not in read
    )


@pytest.mark.parametrize("title", [None, ""])
def test_a_title_cannot_be_taken_away(desk, title):
    answer = desk.owner.patch(f"/tasks/{desk.task('Kept')}", {"title": title}, expect=422)
    assert "title" in answer.fields


def test_a_moved_task_stands_where_it_was_put(desk):
    a, b, c, d = (desk.task(title) for title in "abcd")
    assert desk.columns(desk.move(d, 0, before=a))[0] == ["d", "a", "b", "c"]
    assert desk.columns(desk.move(d, 0, after=a))[0] == ["a", "d", "b", "c"]
    assert desk.columns(desk.move(a, 0))[0] == ["d", "b", "c", "a"]
    assert desk.columns(desk.move(a, 0, after=d, before=b))[0] == ["d", "a", "b", "c"]
    assert desk.columns(desk.move(b, 2))[0:3] == [["d", "a", "c"], [], ["b"]]
    assert desk.columns(desk.move(c, 2, before=b))[2] == ["c", "b"]
    assert desk.columns(desk.move(a, 2, after=b))[2] == ["c", "b", "a"]
    assert desk.columns(desk.move(d, 2, after=c, before=b))[2] == ["c", "d", "b", "a"]


def test_a_place_that_is_none_is_refused_and_named(desk):
    a, b, elsewhere = desk.task("a"), desk.task("b"), desk.task("c", 1)
    assert "before" in desk.move(a, 0, before=a, expect=422).fields
    assert "after" in desk.move(a, 0, after=elsewhere, expect=422).fields
    assert desk.move(a, 0, before=b, after=a, expect=422).fields
    c = desk.task("d")
    assert desk.move(a, 0, before=b, after=c, expect=422).fields
    desk.owner.delete(f"/tasks/{b}")
    assert "before" in desk.move(a, 0, before=b, expect=422).fields


@pytest.mark.parametrize("pause", ["waiting for the board between moves", "without waiting"])
def test_a_hundred_moves_at_random_leave_the_board_as_a_list_would_be(desk, pause):
    choose = random.Random(7)
    columns = [[f"{column}{number}" for number in range(4)] for column in range(3)]
    ids = {
        title: desk.task(title, column) for column, titles in enumerate(columns) for title in titles
    }
    for _ in range(100):
        title = choose.choice(list(ids))
        source = next(column for column in columns if title in column)
        source.remove(title)
        to = choose.randrange(3)
        place = choose.randrange(len(columns[to]) + 1)
        neighbours = {}
        if place > 0 and (place == len(columns[to]) or choose.random() < 0.5):
            neighbours["after"] = ids[columns[to][place - 1]]
        elif columns[to]:
            neighbours["before"] = ids[columns[to][place]] if place < len(columns[to]) else None
        columns[to].insert(place, title)
        answer = desk.move(ids[title], to, **neighbours)
        if pause != "without waiting":
            assert desk.columns(answer)[:3] == columns
    assert desk.columns(answer)[:3] == columns


def test_the_same_gap_can_be_halved_again_and_again(desk):
    top, bottom = desk.task("top"), desk.task("bottom")
    movers = [desk.task("one"), desk.task("two")]
    # Beyond some 300 moves a rank between them would be too long: then those close by get new ones.
    for number in range(400):
        mover = movers[number % 2]
        answer = desk.move(
            mover, 0, after=top, before=movers[(number + 1) % 2] if number else bottom
        )
        assert len(answer.data["rank"]) < 64
    assert desk.columns(answer)[0] == ["top", "two", "one", "bottom"]
    listed = desk.owner.get(f"/projects/{desk.project}/tasks?sort=rank", answer).data
    assert [task["title"] for task in listed] == ["top", "two", "one", "bottom"]
    # A patch of nothing says the version: made, moved 400 times together, and moved for room.
    versions = [desk.owner.patch(f"/tasks/{task}", {}).meta["version"] for task in movers]
    assert sum(versions) > 402, "nobody has made room"


def test_a_deleted_task_is_gone_and_a_restored_one_stands_where_it_was(desk):
    first, task, last = desk.task("first"), desk.task("gone"), desk.task("last")
    deleted = desk.owner.delete(f"/tasks/{task}")
    assert deleted.data["deleted"] is True
    assert desk.columns(deleted)[0] == ["first", "last"]
    desk.owner.get(f"/tasks/{task}", deleted, expect=404)
    desk.owner.patch(f"/tasks/{task}", {"title": "x"}, expect=404)
    desk.move(task, 1, expect=404)
    listed = [one["id"] for one in desk.owner.get(f"/projects/{desk.project}/tasks", deleted).data]
    assert listed == [first, last]
    assert desk.owner.delete(f"/tasks/{task}").meta["version"] == deleted.meta["version"]
    restored = desk.owner.post(f"/tasks/{task}/restore")
    assert restored.data["deleted"] is False
    assert desk.columns(restored)[0] == ["first", "gone", "last"]
    assert desk.owner.get(f"/tasks/{task}", restored).data["title"] == "gone"


def test_the_history_of_a_task_is_in_the_activity(world, desk):
    created = desk.owner.create_task(desk.project, "Told")
    task = created.data["id"]
    desk.owner.patch(f"/tasks/{task}", {"title": "Told twice"})
    desk.move(task, 1)
    world.admin.delete(f"/tasks/{task}")
    last = desk.owner.post(f"/tasks/{task}/restore")
    entries = desk.owner.get(
        f"/workspaces/{world.home.workspace}/activity", last, query={"task": task}
    ).data
    assert len(entries) == 5
    assert (
        entries[0]["position"] == last.meta["position"]
        and entries[-1]["position"] == created.meta["position"]
    )


def test_no_two_tasks_get_one_number_however_many_people_create_at_once(world, desk):
    numbers = []

    def create(client):
        for _ in range(8):
            numbers.append(client.create_task(desk.project, "At once").data["number"])

    threads = [
        threading.Thread(target=create, args=(world.nobody.another(world.people[role].token),))
        for role in ("OWNER", "ADMIN", "MANAGER", "MEMBER")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(numbers)) == len(numbers) == 32 and min(numbers) == 1


def test_a_project_begins_with_four_columns_and_a_key_of_its_name(world):
    answer = world.owner.create_project(
        world.home.workspace, "Lighthouse keepers", description="Who keeps *what*."
    )
    data = answer.data
    assert [status["name"] for status in data["statuses"]] == [
        "To do",
        "In progress",
        "In review",
        "Done",
    ]
    assert data["key"].startswith("LIGH") and data["workspace"] == world.home.workspace
    assert world.owner.get(answer.headers["Location"], answer).data == data
    other = world.owner.create_project(world.home.workspace, "Lighthouse keepers").data
    assert other["key"] != data["key"]
    listed = world.viewer.get(
        f"/workspaces/{world.home.workspace}/projects",
        world.owner.patch(f"/tasks/{world.home.task()}", {}),
        query={"limit": 200},
    ).data
    assert {data["key"], other["key"]} <= {one["key"] for one in listed}


def test_a_workspace_gets_a_slug_of_its_name_that_nobody_else_has(world):
    first = world.owner.create_workspace("Hafen & Söhne GmbH").data
    second = world.foreigner.create_workspace("Hafen & Söhne GmbH").data
    assert first["slug"].startswith("hafen-s-hne-gmbh") and second["slug"].startswith(
        "hafen-s-hne-gmbh"
    )
    assert first["slug"] != second["slug"] and first["role"] == "OWNER"
    assert world.owner.create_workspace("港").data["slug"]


def test_members_are_listed_with_name_address_and_role(world):
    members = {
        one["email"]: one
        for one in world.viewer.get(f"/workspaces/{world.home.workspace}/members").data
    }
    for role in ("OWNER", "ADMIN", "MANAGER", "MEMBER", "VIEWER"):
        person = world.people[role]
        assert members[person.email] == {
            "user": person.user,
            "email": person.email,
            "name": role.title(),
            "role": role,
        }


def test_a_timer_runs_from_start_to_stop(world):
    task, workspace = world.home.task(), world.home.workspace
    person = world.manager
    started = person.post("/timers/start", {"task": task, "note": "Sanding"})
    assert (started.data["task"], started.data["note"], started.data["workspace"]) == (
        task,
        "Sanding",
        workspace,
    )
    assert "stopped_at" not in started.data
    again = person.post("/timers/start", {"task": task, "note": "Sanding"})
    assert again.data["started_at"] == started.data["started_at"]
    assert person.get("/timers/current", started).data == [started.data]
    assert world.owner.get("/timers/current", started).data == []
    stopped = person.post("/timers/stop", {"workspace": workspace})
    assert (
        stopped.data["stopped_at"] >= started.data["started_at"]
        and stopped.data["duration_seconds"] >= 0
    )
    assert person.get("/timers/current", stopped).data == []
    assert (
        person.post("/timers/stop", {"workspace": workspace}, expect=409).code
        == "timer_not_running"
    )


def test_a_timer_of_each_workspace_may_run(world):
    other = world.manager.create_workspace().data["id"]
    project = world.manager.create_project(other).data["id"]
    first = world.manager.post("/timers/start", {"task": world.home.task()})
    second = world.manager.post(
        "/timers/start", {"task": world.manager.create_task(project).data["id"]}
    )
    running = world.manager.get("/timers/current", second).data
    assert {one["workspace"] for one in running} == {world.home.workspace, other}
    assert first.data in running
    for workspace in (world.home.workspace, other):
        world.manager.post("/timers/stop", {"workspace": workspace})
