"""A project's life: its name and dates, its status, archive and end, and who has a role in it."""

import pytest

from harness.follower import Follower

NOTHING = "0199aaaa-0000-7000-8000-000000000000"


def person(anonymous, name):
    client = anonymous.another()
    client.register(name)
    return client


class Yard:
    """A workspace of Ada's with Ben as a member and Vic as a viewer."""

    def __init__(self, anonymous):
        self.ada, self.ben, self.vic = (person(anonymous, name) for name in ("Ada", "Ben", "Vic"))
        self.workspace = self.ada.create_workspace().data["id"]
        self.ada.add_member(self.workspace, self.ben.email, "MEMBER")
        self.ada.add_member(self.workspace, self.vic.email, "VIEWER")
        self.made = self.ada.create_project(self.workspace, "Ferry", key="FER")
        self.project = self.made.data["id"]
        self.path = f"/projects/{self.project}"
        self.ada.get(self.path, self.made)  # the read models have it: it can be followed


@pytest.fixture
def yard(anonymous):
    return Yard(anonymous)


def test_a_project_is_made_whole_and_edited_where_it_differs(yard):
    ada = yard.ada
    assert yard.made.data["status"] == "PLANNING"
    made = ada.create_project(
        yard.workspace,
        "Quay",
        key="QUAY",
        description="Stones",
        lead=yard.ben.user,
        priority="HIGH",
        start_date="2026-12-01",
        end_date="2026-12-24",
    )
    path = f"/projects/{made.data['id']}"
    assert ada.get(path, made).data == made.data
    assert (made.data["lead"], made.data["priority"]) == (yard.ben.user, "HIGH")
    change = {"name": "Quays", "key": "QY", "priority": "LOW", "end_date": None, "lead": yard.vic.user}
    edited = ada.patch(path, change)
    wanted = {**made.data, **change}
    del wanted["end_date"]
    assert edited.data == wanted
    read = ada.get(path, edited)
    assert read.data == wanted and read.headers["ETag"] == edited.headers["ETag"]
    assert ada.patch(path, change).meta["version"] == edited.meta["version"]
    listed = ada.get(f"/workspaces/{yard.workspace}/projects", edited).data
    assert [one["key"] for one in listed] == ["FER", "QY"]
    assert listed[1] == {name: wanted[name] for name in listed[1]}
    roles = {one["user"]: one["role"] for one in ada.get(path + "/members", edited).data}
    assert roles == {yard.ben.user: "DEVELOPER", yard.vic.user: "LEAD"}
    assert ada.create_project(yard.workspace, "New", key="QUAY").data["key"] == "QUAY"
    assert ada.patch(path, {"key": "QUAY"}, expect=409).code == "project_key_taken"


def test_what_is_wrong_with_a_project_is_told_member_by_member(yard):
    body = {"start_date": "2026-12-02", "end_date": "2026-12-01", "key": "x", "lead": NOTHING}
    for answer in (
        yard.ada.patch(yard.path, {**body, "name": None}, expect=422),
        yard.ada.post(
            f"/workspaces/{yard.workspace}/projects", {**body, "name": "Quay"}, expect=422
        ),
    ):
        assert {"end_date", "key", "lead"} <= set(answer.fields)
    yard.ada.patch(yard.path, {"start_date": "2026-13-01"}, expect=400)
    yard.ada.patch(yard.path, {"start_date": "2026-12-02"})
    assert set(yard.ada.patch(yard.path, {"end_date": "2026-12-01"}, expect=422).fields) == {"end_date"}


def test_a_changed_key_is_on_every_task_and_card_at_once(yard):
    task = yard.ada.create_task(yard.project)
    with Follower(yard.ben, f"board:{yard.project}") as follower:
        edited = yard.ada.patch(yard.path, {"key": "BOAT"})
        held = follower.reach(f"board:{yard.project}", edited.meta["position"])
        assert held.of_kind("project")[yard.project]["key"] == "BOAT"
        assert held.of_kind("card")[task.data["id"]]["key"] == "BOAT-1"
    assert yard.ada.get(f"/tasks/{task.data['id']}", edited).data["key"] == "BOAT-1"
    assert yard.ada.patch(f"/tasks/{task.data['id']}", {"title": "x"}).data["key"] == "BOAT-1"


def test_a_project_lives_from_planning_to_its_end_and_back_by_an_admin(yard):
    ada, ben = yard.ada, yard.ben
    ada.post(yard.path + "/members", {"user": ben.user, "role": "LEAD"})
    status = yard.path + "/status"
    refused = ben.post(status, {"status": "COMPLETED"}, expect=409)
    assert refused.code == "project_transition_not_allowed"
    for to in ("ACTIVE", "ON_HOLD", "ACTIVE", "COMPLETED"):
        assert ben.post(status, {"status": to}).data["status"] == to
    assert ben.post(status, {"status": "ACTIVE"}, expect=403).code == "forbidden"
    assert ada.post(status, {"status": "CANCELLED"}, expect=409).code == refused.code
    done = ada.post(status, {"status": "ACTIVE"})
    assert ada.get(yard.path, done).data["status"] == "ACTIVE"
    told = ada.get(f"/workspaces/{yard.workspace}/activity", done).data[0]
    assert told["type"] == "ProjectStatusChanged"
    assert told["changes"] == [{"field": "status", "before": "COMPLETED", "after": "ACTIVE"}]
    ada.post(status, {"status": "RUNNING"}, expect=422)


def test_an_archived_project_is_read_and_not_changed(yard):
    ada = yard.ada
    task = ada.create_task(yard.project).data["id"]
    archived = ada.post(yard.path + "/archive")
    assert archived.data["archived"] is True
    assert ada.post(yard.path + "/archive").meta["version"] == archived.meta["version"]
    status = archived.data["statuses"][0]["id"]
    for method, path, body in (
        ("PATCH", yard.path, {"name": "x"}),
        ("POST", yard.path + "/status", {"status": "ACTIVE"}),
        ("POST", yard.path + "/tasks", {"title": "x"}),
        ("POST", yard.path + "/labels", {"name": "x", "colour": "#000000"}),
        ("POST", yard.path + "/members", {"user": yard.ben.user, "role": "LEAD"}),
        ("PATCH", f"{yard.path}/statuses/{status}", {"name": "x"}),
        ("PATCH", f"/tasks/{task}", {"title": "x"}),
        ("POST", f"/tasks/{task}/move", {"status": status}),
        ("DELETE", f"/tasks/{task}", None),
        ("POST", "/timers/start", {"task": task}),
    ):
        answer = ada.request(method, path, body, expect=409)
        assert answer.code == "project_archived", path
    for path in (yard.path, yard.path + "/board", yard.path + "/tasks", f"/tasks/{task}"):
        ada.get(path, archived)
    assert ada.get(yard.path + "/board", archived).data["project"]["archived"] is True
    ada.post(yard.path + "/unarchive")
    ada.patch(f"/tasks/{task}", {"title": "x"})


def test_a_deleted_project_is_there_for_nobody_until_it_is_restored(yard):
    ada = yard.ada
    task = ada.create_task(yard.project)
    paths = [
        yard.path,
        yard.path + "/board",
        yard.path + "/tasks",
        yard.path + "/members",
        yard.path + "/workflow",
        yard.path + "/labels",
        f"/tasks/{task.data['id']}",
    ]
    ada.get(paths[-1], task)
    with Follower(yard.ben, f"board:{yard.project}") as follower:
        mark = follower.mark()
        deleted = ada.delete(yard.path)
        assert deleted.data["deleted"] is True
        said = follower.wait(lambda one: one["type"] == "error", mark)
        assert (said["topic"], said["code"]) == (f"board:{yard.project}", "not_found")
        for path in paths:
            assert ada.get(path, deleted, expect=404).code == "not_found", path
        assert ada.get(f"/workspaces/{yard.workspace}/projects", deleted).data == []
        assert follower.subscribe(f"board:{yard.project}")["code"] == "not_found"
        ada.patch(f"/tasks/{task.data['id']}", {"title": "x"}, expect=404)
        ada.post(yard.path + "/archive", expect=404)
        taken = ada.post(
            f"/workspaces/{yard.workspace}/projects", {"name": "x", "key": "FER"}, expect=409
        )
        assert taken.code == "project_key_taken"
        restored = ada.post(yard.path + "/restore")
        ada.get(paths[-1], restored)
        assert follower.subscribe(f"board:{yard.project}")["type"] == "snapshot"


def test_members_of_a_project_come_from_the_workspace_and_once(yard, anonymous):
    ada, path = yard.ada, yard.path + "/members"
    stranger = person(anonymous, "Stan")
    for body, at in (
        ({"email": stranger.email}, "email"),
        ({"user": stranger.user}, "user"),
        ({"email": "nobody@harbour.example"}, "email"),
        ({"user": NOTHING}, "user"),
        ({}, "email"),
    ):
        answer = ada.post(path, {**body, "role": "VIEWER"}, expect=422)
        assert set(answer.fields) == {at}
    added = ada.post(path, {"email": yard.vic.email, "role": "DEVELOPER"})
    assert added.data == {"user": yard.vic.user, "role": "DEVELOPER"}
    again = ada.post(path, {"user": yard.vic.user, "role": "DEVELOPER"}, expect=409)
    assert again.code == "already_project_member"
    listed = ada.get(path, added).data
    assert listed == [
        {"user": yard.vic.user, "name": "Vic", "email": yard.vic.email, "role": "DEVELOPER"}
    ]
    changed = ada.patch(f"{path}/{yard.vic.user}", {"role": "LEAD"})
    assert ada.get(yard.path, changed).data["lead"] == yard.vic.user
    removed = ada.delete(f"{path}/{yard.vic.user}")
    assert removed.data == {"user": yard.vic.user}
    assert ada.get(path, removed).data == []
    ada.delete(f"{path}/{yard.vic.user}", expect=404)
    ada.patch(f"{path}/{yard.ben.user}", {"role": "VIEWER"}, expect=404)


def test_a_role_in_the_project_ends_with_the_membership_in_the_workspace(yard):
    ada, vic = yard.ada, yard.vic
    task = ada.create_task(yard.project)
    one = f"/tasks/{task.data['id']}"
    vic.patch(one, {"title": "x"}, expect=403)
    ada.post(yard.path + "/members", {"user": vic.user, "role": "LEAD"})
    vic.patch(one, {"title": "by Vic"})
    gone = ada.delete(f"/workspaces/{yard.workspace}/members/{vic.user}")
    vic.get(one, gone, expect=404)
    assert "lead" not in ada.get(yard.path, gone).data
    assert ada.get(yard.path + "/members", gone).data == []
    back = ada.add_member(yard.workspace, vic.email, "VIEWER")
    vic.get(one, back)
    vic.patch(one, {"title": "x"}, expect=403)
    vic.patch(yard.path, {"name": "x"}, expect=403)
    added = ada.post(yard.path + "/members", {"user": vic.user, "role": "MEMBER"})
    vic.patch(one, {"title": "by Vic again"})
    assert [one["role"] for one in ada.get(yard.path + "/members", added).data] == ["MEMBER"]


def test_a_repeat_gets_the_first_answer_and_changes_nothing(yard):
    for method, path, body in (
        ("PATCH", yard.path, {"key": "RPT"}),
        ("POST", yard.path + "/members", {"user": yard.vic.user, "role": "VIEWER"}),
        ("POST", yard.path + "/labels", {"name": "bug", "colour": "#ff0000"}),
        ("DELETE", yard.path, None),
    ):
        headers = {"Idempotency-Key": f"{method} {path}"}
        first = yard.ada.request(method, path, body, headers=headers)
        assert first.status < 300, first
        again = yard.ada.request(method, path, body, headers=headers, expect=first.status)
        assert again.content == first.content
        assert again.headers["Idempotency-Replayed"] == "true"


def test_projects_of_one_name_get_keys_one_after_the_other(anonymous):
    anonymous.register("Ada")
    workspace = anonymous.create_workspace().data["id"]
    made = [
        anonymous.post(f"/workspaces/{workspace}/projects", {"name": "Quay"}, expect=201).data["key"]
        for _ in range(60)
    ]
    assert made == ["QUAY", *(f"QUAY{number}" for number in range(2, 61))]
