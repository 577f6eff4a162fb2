"""Commands and queries: repeats, versions, positions, lists."""

import secrets
import threading
import time

import pytest

from harness.client import Client, load_contract
from harness.follower import wait_until
from harness.node import Database, Node
from harness.patience import patience


def key():
    return {"Idempotency-Key": "key-" + secrets.token_hex(8)}


# Repeats


def test_a_repeated_command_gets_the_first_answer_and_is_done_once(world):
    path, headers = f"/projects/{world.home.project}/tasks", key()
    first = world.owner.post(path, {"title": "Once"}, headers=headers, expect=201)
    assert "Idempotency-Replayed" not in first.headers
    again = world.owner.post(path, {"title": "Once"}, headers=headers, expect=201)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json == first.json
    assert again.headers["Location"] == first.headers["Location"]
    titles = [task["title"] for task in world.owner.get(path, first, query={"limit": 200}).data]
    assert titles.count("Once") == 1


def test_a_repeat_gets_its_first_answer_even_when_it_would_be_refused_by_now(world):
    task, headers = world.home.task(), key()
    first = world.owner.patch(f"/tasks/{task}", {"title": "Kept"}, headers=headers)
    world.owner.delete(f"/tasks/{task}")
    again = world.owner.patch(f"/tasks/{task}", {"title": "Kept"}, headers=headers)
    assert (again.json, again.headers["Idempotency-Replayed"]) == (first.json, "true")
    world.owner.patch(f"/tasks/{task}", {"title": "Kept"}, expect=404)


def test_a_repeated_version_mismatch_is_the_first_answer_once_it_was_done(world):
    task, headers = world.home.task(), {**key(), "If-Match": '"1"'}
    first = world.owner.patch(f"/tasks/{task}", {"title": "Second"}, headers=headers)
    assert (
        world.owner.patch(f"/tasks/{task}", {"title": "Second"}, headers=headers).json == first.json
    )


def test_another_request_under_the_same_key_is_422(world):
    path, headers = f"/projects/{world.home.project}/tasks", key()
    world.owner.post(path, {"title": "One"}, headers=headers, expect=201)
    assert (
        world.owner.post(path, {"title": "Two"}, headers=headers, expect=422).code
        == "idempotency_key_reused"
    )
    task = world.home.task()
    assert (
        world.owner.delete(f"/tasks/{task}", headers=headers, expect=422).code
        == "idempotency_key_reused"
    )


def test_a_key_belongs_to_its_caller(world):
    path, headers = f"/projects/{world.home.project}/tasks", key()
    first = world.owner.post(path, {"title": "Same"}, headers=headers, expect=201)
    other = world.admin.post(path, {"title": "Same"}, headers=headers, expect=201)
    assert other.data["id"] != first.data["id"] and "Idempotency-Replayed" not in other.headers


def test_a_refused_command_leaves_its_key_free(world):
    path, headers = f"/projects/{world.home.project}/tasks", key()
    world.owner.post(path, {"title": ""}, headers=headers, expect=422)
    world.owner.post(path, {"title": "Right"}, headers=headers, expect=201)


def test_many_repeats_at_once_are_done_once(world):
    path, headers = f"/projects/{world.home.project}/tasks", key()
    answers = []

    def send():
        client = world.nobody.another(world.owner.token)
        answers.append(client.request("POST", path, {"title": "At once"}, headers=headers))

    threads = [threading.Thread(target=send) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 12
    done = [answer for answer in answers if answer.status == 201]
    assert {answer.data["id"] for answer in done} == {done[0].data["id"]}
    assert all(answer.status in (201, 409) for answer in answers)
    assert sum("Idempotency-Replayed" not in answer.headers for answer in done) == 1


def test_a_registration_under_the_same_key_makes_one_account(anonymous):
    headers = key()
    body = {
        "email": f"{secrets.token_hex(6)}@harbour.example",
        "password": "long enough it is",
        "name": "Ada",
    }
    first = anonymous.post("/auth/register", body, headers=headers, expect=201)
    again = anonymous.post("/auth/register", body, headers=headers, expect=201)
    assert again.data["user"] == first.data["user"]
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    anonymous.post("/auth/register", {**body, "name": "Eve"}, headers=headers, expect=422)
    assert anonymous.post("/auth/register", body, expect=409).code == "email_taken"


def test_keys_tokens_and_everything_else_outlive_the_process(folder):
    store = Database()
    node = Node(store, folder)
    try:
        client = Client(node, load_contract(node))
        client.register("Ada")
        workspace = client.create_workspace().data["id"]
        project = client.create_project(workspace).data["id"]
        headers = key()
        first = client.request(
            "POST", f"/projects/{project}/tasks", {"title": "Kept"}, headers=headers, expect=201
        )
        client.get(f"/projects/{project}/board", first)
        cursor = None
        for _ in range(2):
            last = client.create_task(project)
        cursor = client.get(f"/projects/{project}/tasks", last, query={"limit": 1}).meta[
            "next_cursor"
        ]
        node.kill()
        node = Node(store, folder)
        client.node = node
        again = client.request(
            "POST", f"/projects/{project}/tasks", {"title": "Kept"}, headers=headers, expect=201
        )
        assert (again.json, again.headers["Idempotency-Replayed"]) == (first.json, "true")
        assert (
            len(client.get(f"/projects/{project}/tasks", last, query={"cursor": cursor}).data) == 2
        )
        client.refresh()
        assert client.create_task(project).data["number"] > last.data["number"]
    finally:
        node.stop()
        store.drop()


# Versions


def test_each_change_counts_the_version_up_and_a_command_may_ask_for_it(world):
    task = world.home.task()
    second = world.owner.patch(f"/tasks/{task}", {"title": "Second"}, headers={"If-Match": '"1"'})
    assert (second.meta["version"], second.headers["ETag"]) == (2, '"2"')
    third = world.owner.move_task(task, world.home.statuses[1])
    assert third.meta["version"] == 3
    world.owner.patch(
        f"/tasks/{task}", {"title": "Fourth"}, headers={"If-Match": '"2"'}, expect=412
    )
    assert world.owner.get(f"/tasks/{task}", third).headers["ETag"] == '"3"'


def test_of_many_conditional_changes_at_once_one_wins(world):
    task, statuses = world.home.task(), []

    def change(number):
        client = world.nobody.another(world.owner.token)
        answer = client.request(
            "PATCH", f"/tasks/{task}", {"title": f"By {number}"}, headers={"If-Match": '"1"'}
        )
        statuses.append(answer.status)

    threads = [threading.Thread(target=change, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] + [412] * 9


def test_what_the_client_has_already_is_304(world):
    task = world.home.task()
    for path in (
        f"/tasks/{task}",
        f"/projects/{world.home.project}",
        f"/projects/{world.home.project}/board",
    ):
        answer = world.owner.get(path)
        tag = answer.headers["ETag"]
        unchanged = world.owner.get(path, headers={"If-None-Match": tag}, expect=304)
        assert unchanged.content == b"" and unchanged.headers["ETag"] == tag
        assert world.owner.get(path, headers={"If-None-Match": '"none"'}).json == answer.json
        world.owner.get(path, headers={"If-None-Match": f'"none", {tag}'}, expect=304)
        world.owner.get(path, headers={"If-None-Match": f"W/{tag}"}, expect=304)
    changed = world.owner.patch(f"/tasks/{task}", {"title": "Changed"})
    world.owner.get(f"/tasks/{task}", changed, headers={"If-None-Match": '"1"'})


# Positions


def test_a_command_that_changes_nothing_writes_no_event(world):
    task = world.home.task(title="Same", priority="HIGH")
    path, owner = f"/tasks/{task}", world.owner
    before = owner.patch(path, {"title": "Same"})
    assert before.meta["version"] == 1
    same = {"title": "Same", "priority": "HIGH", "due": None}
    for method, where, body in (
        ("PATCH", path, {}),
        ("PATCH", path, same),
        ("PATCH", path, {"assignees": None, "labels": []}),
        ("POST", path + "/restore", None),
        ("POST", path + "/move", {"status": world.home.statuses[0]}),
    ):
        answer = owner.request(method, where, body, expect=200)
        assert answer.meta["version"] == 1, (method, where, body)
    after = owner.patch(path, {"title": "Other"})
    # Nothing was appended in between, by anybody: this node is this test's alone.
    assert after.meta["position"] == before.meta["position"] + 1


def fresh(client, task, query):
    """The answer unless it is stale, which it says of itself after two seconds on a busy machine."""
    answer = client.request("GET", f"/tasks/{task}", query=query)
    return None if "Atelier-Stale" in answer.headers else answer


def test_a_query_sees_what_the_position_it_asks_for_has_done(world):
    path = f"/projects/{world.home.project}/tasks"
    for number in range(20):
        created = world.owner.create_task(world.home.project, f"Seen {number}")
        task = created.data["id"]
        asked = {"after": created.meta["position"]}
        answer = wait_until(lambda task=task, asked=asked: fresh(world.owner, task, asked), task)
        assert int(answer.headers["Atelier-Position"]) >= created.meta["position"]
        assert answer.data["title"] == f"Seen {number}"
        listed = world.owner.get(path, created, query={"limit": 200}).data
        assert listed[-1]["id"] == task or len(listed) == 200
        board = world.owner.board(world.home.project, created)
        assert board["To do"][-1] == f"Seen {number}"


def test_a_position_of_the_future_is_waited_for_two_seconds_and_then_called_stale(world):
    started = time.monotonic()
    answer = world.owner.get("/workspaces", headers={"Atelier-After": "999999999"})
    assert answer.headers["Atelier-Stale"] == "true"
    assert 1.5 < time.monotonic() - started < patience(10)
    assert int(answer.headers["Atelier-Position"]) < 999999999


# Lists


def pages(client, path, limit, **query):
    found, cursor = [], None
    while True:
        answer = client.get(
            path, query={**query, "limit": limit, **({"cursor": cursor} if cursor else {})}
        )
        assert len(answer.data) <= limit
        found.append(answer.data)
        cursor = answer.meta.get("next_cursor")
        if not cursor:
            return found
        assert len(answer.data) == limit


@pytest.fixture(scope="module")
def filled(world):
    """A project with twelve tasks."""
    project = world.owner.create_project(world.home.workspace, "Filled").data
    for number in range(12):
        last = world.owner.create_task(
            project["id"],
            f"Task {number}",
            status=project["statuses"][number % 3]["id"],
            assignees=[world.member.user] if number % 4 == 0 else [],
        )
    world.owner.get(f"/projects/{project['id']}/tasks", last)
    return project


@pytest.mark.parametrize("limit", [1, 5, 6, 12, 200])
def test_pages_hold_everything_once_in_order(world, filled, limit):
    found = [
        task["number"]
        for page in pages(world.owner, f"/projects/{filled['id']}/tasks", limit)
        for task in page
    ]
    assert found == list(range(1, 13))


def test_pages_stay_stable_while_things_move(world, filled):
    path = f"/projects/{filled['id']}/tasks"
    first = world.owner.get(path, query={"limit": 4})
    moved = world.owner.move_task(first.data[0]["id"], filled["statuses"][3]["id"])
    added = world.owner.create_task(filled["id"], "Added meanwhile")
    second = world.owner.get(path, added, query={"limit": 4, "cursor": first.meta["next_cursor"]})
    assert [task["number"] for task in first.data + second.data] == list(range(1, 9))
    world.owner.get(path, world.owner.delete(f"/tasks/{added.data['id']}"))
    assert moved.data["status"] == filled["statuses"][3]["id"]


def test_filters_narrow_a_list_and_go_with_pages(world, filled):
    path = f"/projects/{filled['id']}/tasks"
    mine = [task for page in pages(world.member, path, 2, assignee="me") for task in page]
    assert [task["number"] for task in mine] == [1, 5, 9]
    both = world.owner.get(
        path, query={"assignee": world.member.user, "status": filled["statuses"][1]["id"]}
    ).data
    assert [task["number"] for task in both] == [5]


def test_lists_of_workspaces_members_and_projects_have_pages_too(world):
    for number in range(3):
        last = world.stranger.create_workspace()
        world.owner.create_project(world.home.workspace, f"Paged {number}")
    world.stranger.get("/workspaces", last)
    assert len([one for page in pages(world.stranger, "/workspaces", 1) for one in page]) == 3
    members = [
        one
        for page in pages(world.owner, f"/workspaces/{world.home.workspace}/members", 2)
        for one in page
    ]
    assert len({one["user"] for one in members}) == len(members) == 5
    last = world.owner.create_project(world.home.workspace, "Last")
    whole = world.owner.get(
        f"/workspaces/{world.home.workspace}/projects", last, query={"limit": 200}
    ).data
    paged = [
        one
        for page in pages(world.owner, f"/workspaces/{world.home.workspace}/projects", 2)
        for one in page
    ]
    assert paged == whole


def test_activity_tells_the_newest_first_with_pages_that_miss_and_repeat_nothing(world):
    for _ in range(8):
        world.home.task()
    path = f"/workspaces/{world.home.workspace}/activity"
    whole = world.owner.get(path, query={"limit": 200}).data
    assert [one["position"] for one in whole] == sorted(
        (one["position"] for one in whole), reverse=True
    )
    paged = []
    for page in pages(world.owner, path, 7):
        paged += page
    assert paged[: len(whole)] == whole
    task = world.home.task()
    edited = world.owner.patch(f"/tasks/{task}", {"title": "Edited"})
    of_task = world.owner.get(path, edited, query={"task": task}).data
    assert len(of_task) == 2 and all(one["task"]["id"] == task for one in of_task)
