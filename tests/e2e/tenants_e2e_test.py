"""No id of another workspace can be used: not in a path (see the matrix), not in a body, filter or cursor."""

import pytest

NOTHING = "0199aaaa-0000-7000-8000-000000000000"


def refused(answer, path):
    """What was said of the member."""
    assert (answer.status, answer.code) == (422, "validation_failed"), answer
    assert path in answer.fields, answer
    return answer.fields[path]


@pytest.mark.parametrize(
    "member, foreign, at",
    [
        ("assignees", lambda abroad: [abroad.owner.user], "assignees[0]"),
        ("status", lambda abroad: abroad.statuses[0], "status"),
        ("labels", lambda abroad: [abroad.project], "labels[0]"),
    ],
)
def test_a_new_task_takes_nothing_from_another_workspace(world, member, foreign, at):
    path = f"/projects/{world.home.project}/tasks"
    said = refused(
        world.owner.post(path, {"title": "x", member: foreign(world.abroad)}, expect=422), at
    )
    absent = NOTHING if member == "status" else [NOTHING]
    assert said == refused(world.owner.post(path, {"title": "x", member: absent}, expect=422), at)


@pytest.mark.parametrize(
    "member, foreign",
    [("assignees", lambda abroad: abroad.owner.user), ("labels", lambda abroad: abroad.project)],
)
def test_an_edited_task_takes_nothing_from_another_workspace(world, member, foreign):
    task = world.home.task()
    said = refused(
        world.owner.patch(f"/tasks/{task}", {member: [foreign(world.abroad)]}, expect=422),
        f"{member}[0]",
    )
    assert said == refused(
        world.owner.patch(f"/tasks/{task}", {member: [NOTHING]}, expect=422), f"{member}[0]"
    )


def test_a_task_is_moved_neither_to_a_foreign_column_nor_beside_a_foreign_task(world):
    task, foreign = world.home.task(), world.abroad.task()
    here = world.home.statuses[0]
    said = refused(world.owner.move_task(task, world.abroad.statuses[0], expect=422), "status")
    assert said == refused(world.owner.move_task(task, NOTHING, expect=422), "status")
    for side in ("before", "after"):
        said = refused(world.owner.move_task(task, here, expect=422, **{side: foreign}), side)
        assert said == refused(
            world.owner.move_task(task, here, expect=422, **{side: NOTHING}), side
        )


def test_a_timer_is_started_for_no_foreign_task_and_stopped_in_no_foreign_workspace(world):
    foreign = world.owner.post("/timers/start", {"task": world.abroad.task()}, expect=404)
    missing = world.owner.post("/timers/start", {"task": NOTHING}, expect=404)
    assert foreign.json["message"] == missing.json["message"]
    world.owner.post("/timers/stop", {"workspace": world.abroad.workspace}, expect=404)


def test_a_foreign_person_cannot_be_removed_and_nobody_else_by_another_workspace(world):
    world.owner.delete(
        f"/workspaces/{world.home.workspace}/members/{world.foreigner.user}", expect=404
    )
    world.owner.delete(
        f"/workspaces/{world.abroad.workspace}/members/{world.foreigner.user}", expect=404
    )
    world.foreigner.delete(
        f"/workspaces/{world.abroad.workspace}/members/{world.viewer.user}", expect=404
    )
    world.viewer.get(f"/workspaces/{world.home.workspace}/members")


def test_filters_by_foreign_ids_find_nothing(world):
    foreign = world.abroad.task(assignees=[world.foreigner.user])
    path = f"/projects/{world.home.project}/tasks"
    assert world.owner.get(path, query={"assignee": world.foreigner.user}).data == []
    assert world.owner.get(path, query={"status": world.abroad.statuses[0]}).data == []
    activity = f"/workspaces/{world.home.workspace}/activity"
    assert world.owner.get(activity, query={"task": foreign}).data == []


def test_a_cursor_is_good_for_its_list_and_its_caller_only(world):
    for _ in range(3):
        world.home.task()
        world.abroad.task()
    path = f"/projects/{world.home.project}/tasks"
    foreign_path = f"/projects/{world.abroad.project}/tasks"
    own = world.owner.get(path, query={"limit": 1}).meta["next_cursor"]
    foreign = world.foreigner.get(foreign_path, query={"limit": 1}).meta["next_cursor"]
    world.owner.get(path, query={"cursor": own})
    for client, where, cursor in (
        (world.owner, path, foreign),
        (world.viewer, path, own),
        (world.foreigner, path, own),
        (world.owner, f"/workspaces/{world.home.workspace}/members", own),
    ):
        answer = client.request("GET", where, query={"cursor": cursor})
        assert answer.status in (400, 404), answer
        assert answer.status == 404 or "cursor" in answer.fields, answer


def test_lists_hold_nothing_of_another_workspace(world):
    world.abroad.task(title="A foreign secret")
    home = world.home
    for path in (
        "/workspaces",
        f"/workspaces/{home.workspace}/members",
        f"/workspaces/{home.workspace}/projects",
        f"/workspaces/{home.workspace}/activity",
        f"/projects/{home.project}/activity",
        f"/workspaces/{home.workspace}/audit",
        f"/workspaces/{home.workspace}/audit?format=csv",
        f"/workspaces/{home.workspace}/timers",
        f"/workspaces/{home.workspace}/reports/time",
        "/time-entries",
        f"/projects/{home.project}",
        f"/projects/{home.project}/board",
        f"/projects/{home.project}/tasks",
        "/timers/current",
    ):
        text = world.owner.get(path).text
        for secret in (
            "A foreign secret",
            world.abroad.workspace,
            world.abroad.project,
            world.foreigner.user,
            world.foreigner.email,
        ):
            assert secret not in text, path


def test_who_is_removed_loses_everything_at_once_and_gets_it_back_when_added(world):
    guest = world.nobody.another()
    guest.register("Guest")
    home, owner = world.home, world.owner
    task = home.task()
    added = owner.add_member(home.workspace, guest.email, "MEMBER")
    guest.get(f"/tasks/{task}", added)
    guest.patch(f"/tasks/{task}", {"title": "By the guest"})
    removed = owner.delete(f"/workspaces/{home.workspace}/members/{guest.user}")
    guest.patch(f"/tasks/{task}", {"title": "By nobody"}, expect=404)
    guest.get(f"/tasks/{task}", removed, expect=404)
    assert guest.get("/workspaces", removed).data == []
    added = owner.add_member(home.workspace, guest.email, "VIEWER")
    assert guest.get(f"/tasks/{task}", added).data["title"] == "By the guest"
    guest.patch(f"/tasks/{task}", {"title": "By a viewer"}, expect=403)
