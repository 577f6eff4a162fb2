"""A workspace's life: its name, its members and their roles, its end."""

import secrets

import pytest

from harness.follower import Follower


def person(anonymous, name="Somebody"):
    client = anonymous.another()
    client.register(name)
    return client


@pytest.fixture
def ada(anonymous):
    return person(anonymous, "Ada")


@pytest.fixture
def ben(anonymous):
    return person(anonymous, "Ben")


def members(client, workspace, after):
    return {
        one["user"]: one["role"] for one in client.get(f"/workspaces/{workspace}/members", after).data
    }


def test_a_workspace_is_renamed_and_its_old_slug_is_free_again(ada, ben):
    slug, other = "harbour-" + secrets.token_hex(4), "port-" + secrets.token_hex(4)
    made = ada.create_workspace("Harbour", slug=slug, description="Boats")
    place = f"/workspaces/{made.data['id']}"
    assert made.data["description"] == "Boats"
    edited = ada.patch(place, {"name": "Port", "slug": other, "description": None})
    wanted = {**made.data, "name": "Port", "slug": other, "description": ""}
    assert edited.data == wanted
    read = ada.get(place, edited)
    assert read.data == wanted
    assert read.headers["ETag"] == edited.headers["ETag"]
    assert ada.get("/workspaces", edited).data == [wanted]
    again = ada.patch(place, {"name": "Port", "slug": other})
    assert again.meta["version"] == edited.meta["version"]
    assert ben.post("/workspaces", {"name": "x", "slug": other}, expect=409).code == "slug_taken"
    assert ben.create_workspace("Mine", slug=slug).data["slug"] == slug
    assert ada.patch(place, {"slug": slug}, expect=409).code == "slug_taken"
    wrong = ada.patch(place, {"name": None, "slug": "Not a slug"}, expect=422)
    assert set(wrong.fields) == {"name", "slug"}


def test_a_deleted_workspace_is_there_for_nobody_until_its_owner_restores_it(ada, ben):
    workspace = ada.create_workspace().data["id"]
    ada.add_member(workspace, ben.email, "ADMIN")
    project = ada.create_project(workspace).data["id"]
    task = ada.create_task(project)
    paths = [
        f"/workspaces/{workspace}",
        f"/workspaces/{workspace}/members",
        f"/workspaces/{workspace}/projects",
        f"/workspaces/{workspace}/activity",
        f"/projects/{project}",
        f"/projects/{project}/board",
        f"/tasks/{task.data['id']}",
    ]
    ada.get(paths[-1], task)
    with Follower(ben, f"board:{project}", f"activity:{workspace}", "me") as follower:
        mark = follower.mark()
        assert ben.delete(paths[0], expect=403).code == "forbidden"
        deleted = ada.delete(paths[0])
        assert deleted.data["deleted"] is True
        for topic in (f"board:{project}", f"activity:{workspace}"):
            said = follower.wait(
                lambda one, topic=topic: one["type"] == "error" and one["topic"] == topic, mark
            )
            assert said["code"] == "not_found"
        me = follower.reach("me", deleted.meta["position"])
        assert workspace not in me.of_kind("workspace")
        for client in (ada, ben):
            assert client.get("/workspaces", deleted).data == []
            for path in paths:
                assert client.get(path, deleted, expect=404).code == "not_found", path
        ada.delete(paths[0], expect=404)
        ada.patch(f"/tasks/{task.data['id']}", {"title": "x"}, expect=404)
        ada.post(f"/workspaces/{workspace}/leave", expect=404)
        ben.post(f"/workspaces/{workspace}/restore", expect=403)
        restored = ada.post(f"/workspaces/{workspace}/restore")
        assert restored.data["deleted"] is False
        assert workspace in follower.reach("me", restored.meta["position"]).of_kind("workspace")
    for path in paths:
        ben.get(path, restored)


def test_roles_are_changed_up_to_the_own(ada, ben, anonymous):
    workspace = ada.create_workspace().data["id"]
    cem = person(anonymous, "Cem")
    ada.add_member(workspace, ben.email, "ADMIN")
    ada.post(f"/workspaces/{workspace}/members", {"user": cem.user, "role": "VIEWER"})
    of = f"/workspaces/{workspace}/members/"
    changed = ben.patch(of + cem.user, {"role": "ADMIN"})
    assert changed.data == {"user": cem.user, "role": "ADMIN"}
    assert members(ben, workspace, changed)[cem.user] == "ADMIN"
    assert ben.patch(of + cem.user, {"role": "ADMIN"}).meta["version"] == changed.meta["version"]
    for user, role in ((cem.user, "OWNER"), (ada.user, "VIEWER"), (ben.user, "OWNER")):
        assert ben.patch(of + user, {"role": role}, expect=403).code == "forbidden"
    assert ben.delete(of + ada.user, expect=403).code == "forbidden"
    assert ada.patch(of + ada.user, {"role": "ADMIN"}, expect=409).code == "last_owner"
    assert ada.delete(of + ada.user, expect=409).code == "last_owner"
    assert ada.post(f"/workspaces/{workspace}/leave", expect=409).code == "last_owner"
    ada.patch(of + anonymous.another().register().data["user"]["id"], {"role": "VIEWER"}, expect=404)


def test_an_owner_hands_over_and_leaves(ada, ben):
    workspace = ada.create_workspace().data["id"]
    over = f"/workspaces/{workspace}/transfer-ownership"
    assert ada.post(over, {"user": ben.user}, expect=422).fields["user"]
    ada.add_member(workspace, ben.email, "VIEWER")
    done = ada.post(over, {"user": ben.user})
    assert done.data == {"user": ben.user, "role": "OWNER"}
    assert members(ada, workspace, done) == {ada.user: "ADMIN", ben.user: "OWNER"}
    assert ada.post(over, {"user": ada.user}, expect=403).code == "forbidden"
    left = ada.post(f"/workspaces/{workspace}/leave", headers={"Idempotency-Key": "bye"})
    assert left.data == {"user": ada.user}
    again = ada.post(f"/workspaces/{workspace}/leave", headers={"Idempotency-Key": "bye"})
    assert again.headers["Idempotency-Replayed"] == "true"
    ada.post(f"/workspaces/{workspace}/leave", expect=404)
    ada.get(f"/workspaces/{workspace}", left, expect=404)
    assert members(ben, workspace, left) == {ben.user: "OWNER"}
    happened = ben.get(f"/workspaces/{workspace}/activity", left).data
    assert [one["type"] for one in happened[:3]] == [
        "MemberRemoved",
        "MemberRoleChanged",
        "MemberRoleChanged",
    ]
    assert happened[0]["actor"] == happened[0]["person"] == {"id": ada.user, "name": "Ada"}
    assert happened[1]["changes"] == [{"field": "role", "before": "OWNER", "after": "ADMIN"}]


@pytest.mark.parametrize("body", [{}, {"email": "a@b.example", "user": "0199aaaa-0000-7000-8000-000000000000"}])
def test_who_is_added_is_named_once(ada, body):
    workspace = ada.create_workspace().data["id"]
    answer = ada.post(f"/workspaces/{workspace}/members", {"role": "VIEWER", **body}, expect=422)
    assert answer.code == "validation_failed"
