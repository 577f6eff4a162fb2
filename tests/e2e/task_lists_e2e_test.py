"""Lists of tasks: filters, orders, search, pages that stay right while others move things, and human keys."""

import pytest

from harness.follower import Follower

DAY = "2026-12-{:02}"


@pytest.fixture(scope="module")
def shelf(world):
    """A project with eight tasks that differ in everything; made once, only read."""

    class Shelf:
        owner = world.owner
        answer = world.owner.create_project(world.home.workspace, "Shelf of tasks")
        project = answer.data["id"]
        statuses = [status["id"] for status in answer.data["statuses"]]
        tasks: list[str] = []
        last = None

    shelf = Shelf()
    types = ["TASK", "BUG", "FEATURE", "CHORE"]
    priorities = ["LOW", "MEDIUM", "HIGH", "URGENT"]
    for i in range(8):
        members = {
            "type": types[i % 4],
            "priority": priorities[(i * 3) % 4],
            "description": f"100% of shelf_{i}" if i % 2 else "",
        }
        if i != 3:
            members["due"] = DAY.format(10 + (i * 5) % 8) if i % 2 else f"2026-12-1{i}T12:00:00Z"
        if i < 4:
            members["start"] = DAY.format(i + 1)
            members["estimate_seconds"] = 3600 * (i + 1)
        if i % 3 == 0:
            members["assignees"] = [world.owner.user]
        shelf.last = world.owner.create_task(
            shelf.project, f"Plank {'ABCDEFGH'[7 - i]}", status=shelf.statuses[i % 3], **members
        )
        shelf.tasks.append(shelf.last.data["id"])
    return shelf


def listed(shelf, query="", expect=200):
    return shelf.owner.get(f"/projects/{shelf.project}/tasks?{query}", shelf.last, expect=expect)


def indexes(shelf, query):
    answer = listed(shelf, query)
    return [shelf.tasks.index(task["id"]) for task in answer.data]


@pytest.mark.parametrize(
    "query, expected",
    [
        ("", range(8)),
        ("type=BUG", [1, 5]),
        ("type=BUG,CHORE", [1, 3, 5, 7]),
        ("type=BUG&priority=URGENT", [1, 5]),
        ("priority=LOW", [0, 4]),
        ("assignee=me", [0, 3, 6]),
        ("assigned=false", [1, 2, 4, 5, 7]),
        ("category=DOING", [1, 2, 4, 5, 7]),
        ("start_from=2026-12-03", [2, 3]),
        ("start_before=2026-12-03", [0, 1]),
        ("estimate_from=7200&estimate_to=10800", [1, 2]),
        ("search=-3", [2]),
        ("search=100%25", [1, 3, 5, 7]),
        ("search=shelf_5+plank", [5]),
        ("search=nowhere", []),
        ("created_by=me&type=FEATURE", [2, 6]),
        ("archived=true", []),
        ("overdue=true", []),
    ],
)
def test_filters_and_their_combinations(shelf, query, expected):
    assert indexes(shelf, query) == list(expected)


def test_a_filter_by_due_takes_days_and_times(shelf):
    due = {i: task.get("due") for i, task in enumerate(listed(shelf).data)}
    assert indexes(shelf, "due_before=2026-12-13") == [
        i for i in range(8) if due[i] and due[i][:10] < "2026-12-13"
    ]
    assert indexes(shelf, "due_from=2026-12-14T13:00:00Z") == [
        i for i in range(8) if due[i] and due[i].ljust(24, "~") >= "2026-12-14T13:00:00.000Z"
    ]


ORDERS = {
    "number": lambda task: task["number"],
    "title": lambda task: task["title"],
    "priority": lambda task: ["LOW", "MEDIUM", "HIGH", "URGENT"].index(task["priority"]),
    "type": lambda task: task["type"],
    "due": lambda task: task.get("due", "").ljust(24, "~"),
    "start": lambda task: task.get("start", "~"),
    "estimate_seconds": lambda task: task.get("estimate_seconds", 10**9),
    "created_at": lambda task: task["created_at"],
    "updated_at": lambda task: task["updated_at"],
    "rank": lambda task: task["rank"],
}


@pytest.mark.parametrize("field", sorted(ORDERS))
def test_every_field_sorts_rising_and_falling_with_absent_values_last(shelf, field):
    key = ORDERS[field]
    rising = [key(task) for task in listed(shelf, f"sort={field}").data]
    assert rising == sorted(rising)
    falling = listed(shelf, f"sort=-{field}").data
    present = [key(task) for task in falling if field in task]
    assert present == sorted(present, reverse=True)
    assert [field in task for task in falling] == sorted(
        (field in task for task in falling), reverse=True
    )


def test_two_fields_sort_one_within_the_other(shelf):
    tasks = listed(shelf, "sort=-priority,title").data
    keys = [(-ORDERS["priority"](task), task["title"]) for task in tasks]
    assert keys == sorted(keys)


@pytest.mark.parametrize("sort", ["number", "-due,title", "-priority,type,-number", "start"])
@pytest.mark.parametrize("limit", [1, 3, 7])
def test_pages_put_together_are_the_list(shelf, sort, limit):
    whole = [task["id"] for task in listed(shelf, f"sort={sort}").data]
    seen, cursor = [], ""
    while cursor is not None:
        answer = listed(shelf, f"sort={sort}&limit={limit}{cursor}")
        seen += [task["id"] for task in answer.data]
        next_cursor = answer.meta.get("next_cursor")
        cursor = f"&cursor={next_cursor}" if next_cursor else None
    assert seen == whole


def test_a_wrong_filter_says_which_and_why(shelf):
    answer = listed(shelf, "type=EPIC&due_before=soon&sort=colour&overdue=maybe", expect=400)
    assert {"type", "due_before", "sort", "overdue"} <= set(answer.fields)
    assert "sort" in listed(shelf, "sort=number,title,due,type", expect=400).fields
    assert "search" in listed(shelf, "search=+", expect=400).fields


def test_a_cursor_is_of_its_order(shelf):
    cursor = listed(shelf, "sort=title&limit=2").meta["next_cursor"]
    answer = listed(shelf, f"sort=number&limit=2&cursor={cursor}", expect=400)
    assert answer.fields == {"cursor": "is of another order of this list"}


def test_the_tasks_of_a_workspace_are_those_of_its_projects(world, shelf):
    answer = world.owner.get(
        f"/workspaces/{world.home.workspace}/tasks?search=plank&sort=title", shelf.last
    )
    assert [task["title"] for task in answer.data] == [f"Plank {c}" for c in "ABCDEFGH"]


def test_a_list_that_another_client_reorders_shows_nothing_twice_and_misses_nothing_that_stood(
    world,
):
    project = world.owner.create_project(world.home.workspace, "Reordered").data
    column = project["statuses"][0]["id"]
    tasks = [
        world.owner.create_task(project["id"], f"Row {i}").data["id"] for i in range(30)
    ]
    last = world.owner.create_task(project["id"], "Row 30")
    tasks.append(last.data["id"])
    seen, moved, cursor, page = [], set(), "", 0
    while cursor is not None:
        answer = world.owner.get(
            f"/projects/{project['id']}/tasks?sort=rank&limit=4{cursor}", last
        )
        seen += [task["id"] for task in answer.data]
        next_cursor = answer.meta.get("next_cursor")
        cursor = f"&cursor={next_cursor}" if next_cursor else None
        # One that was seen goes to the end, one that was not comes to the top.
        for task, place in ((seen[0], "bottom"), (tasks[-1 - page], "top")):
            moved.add(task)
            last = world.owner.post(
                f"/tasks/{task}/move", {"status": column, "place": place}, expect=200
            )
        page += 1
    assert len(seen) == len(set(seen))
    assert set(tasks) - moved <= set(seen)


def test_a_task_is_found_and_changed_by_its_key(world, shelf):
    first = listed(shelf).data[0]
    key = f"/tasks/{first['key']}?workspace={world.home.workspace}"
    assert world.owner.get(key, shelf.last).data["id"] == first["id"]
    answer = world.owner.request(
        "PUT", f"/tasks/{first['key']}/assignees/{world.viewer.user}?workspace={world.home.workspace}"
    )
    assert answer.status == 200 and world.viewer.user in answer.data["assignees"]
    back = world.owner.request(
        "DELETE",
        f"/tasks/{first['key']}/assignees/{world.viewer.user}?workspace={world.home.workspace}",
    )
    assert back.status == 200 and world.viewer.user not in back.data["assignees"]


def test_a_key_needs_its_workspace_and_shows_nothing_of_another(world, shelf):
    first = listed(shelf).data[0]
    assert world.owner.request("GET", f"/tasks/{first['key']}").status == 400
    nowhere = world.owner.request("GET", f"/tasks/NONE-1?workspace={world.home.workspace}")
    stranger = world.stranger.request(
        "GET", f"/tasks/{first['key']}?workspace={world.home.workspace}"
    )
    assert (nowhere.status, stranger.status) == (404, 404)


def test_labels_archive_and_the_live_task_follow(world):
    project = world.owner.create_project(world.home.workspace, "Followed").data
    made = world.owner.create_task(project["id"], "Watch me")
    task = made.data["id"]
    world.owner.get(f"/tasks/{task}", made)
    topic = f"task:{task}"
    with Follower(world.owner, topic) as follower:
        changes = [
            world.owner.patch(f"/tasks/{task}", {"type": "BUG", "start": "2026-12-01"}),
            world.owner.post(f"/tasks/{task}/archive", {}, expect=200),
            world.owner.post(f"/tasks/{task}/unarchive", {}, expect=200),
        ]
        follower.reach(topic, changes[-1].meta["position"])
        held = follower.held[topic].of_kind("task")
        read = world.owner.get(f"/tasks/{task}", changes[-1]).data
        assert list(held.values()) == [read] and read["type"] == "BUG"
    archived = world.owner.post(f"/tasks/{task}/archive", {}, expect=200)
    board = world.owner.get(f"/projects/{project['id']}/board", archived).data
    assert not any(column["cards"] for column in board["columns"])
