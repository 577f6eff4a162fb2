"""Who asks to be erased is gone: from every answer, every table and every feed, for ever."""

import json
import secrets

import pytest

from harness.client import PASSWORD
from harness.follower import Follower, wait_until
from harness.leaving import AGENT, NAME, Scene, client_of, erase, mara_at
from harness.node import Database, Node, run
from harness.streaming import as_user, settle
from harness.traces import database_text


def test_it_takes_the_password(own_node):
    mara = mara_at(own_node)
    wrong = mara.request("DELETE", "/me", {"password": "not the password"}, expect=422)
    assert wrong.json["error"]["fields"] == [
        {"path": "password", "message": "is not the password"}
    ]
    mara.request("DELETE", "/me", expect=400)
    mara.get("/me")
    own_node_client = client_of(own_node)
    own_node_client.request("DELETE", "/me", {"password": PASSWORD}, expect=401)


def test_the_last_owner_hands_over_first_and_learns_which_workspaces(own_node):
    mara, ben = mara_at(own_node), client_of(own_node)
    ben.register("Ben")
    shared = mara.create_workspace("The shared quay").data["id"]
    mara.add_member(shared, ben.email, "MEMBER")
    refused = erase(mara, expect=409)
    assert refused.code == "last_owner"
    assert "The shared quay" in refused.json["message"]
    mara.get("/me")
    handed = mara.post(f"/workspaces/{shared}/transfer-ownership", {"user": ben.user})
    assert handed.data["role"] == "OWNER"
    done = erase(mara)
    assert (done.data["left_workspaces"], done.data["deleted_workspaces"]) == (1, [])
    left = ben.get(f"/workspaces/{shared}/members", done).data
    assert [member["user"] for member in left] == [ben.user]


def test_a_workspace_that_nobody_else_is_in_goes_too(own_node):
    mara = mara_at(own_node)
    alone = mara.create_workspace("My own quay").data
    done = erase(mara)
    assert done.data["deleted_workspaces"] == [alone["slug"]]
    events = own_node.store.query(
        "select type from log.events where workspace_id = %s order by position", alone["id"]
    )
    assert [row[0] for row in events] == ["WorkspaceCreated", "MemberRemoved", "WorkspaceDeleted"]


def test_every_answer_that_showed_the_person_shows_them_as_erased(own_node):
    scene = Scene(own_node)
    before = scene.showing(NAME)
    assert {
        "get_workspaces_workspace_members",
        "get_workspaces_workspace_activity",
        "get_workspaces_workspace_audit",
    } <= before, before
    assert "get_workspaces_workspace_audit" in scene.showing(AGENT)
    done = erase(scene.mara)
    assert done.data["ended_sessions"] == 1
    scene.settle(done)
    for trace in (NAME, scene.mara.email, AGENT):
        assert not scene.showing(trace), trace
    after = scene.showing("[erased]")
    assert {"get_workspaces_workspace_activity", "get_workspaces_workspace_audit"} <= after
    csv = scene.ada.request(
        "GET", f"/workspaces/{scene.desk.workspace}/audit?format=csv", expect=200
    )
    assert NAME not in csv.content.decode() and "[erased]" in csv.content.decode()
    # What others work on stays.
    assert scene.ada.get(f"/tasks/{scene.desk.tasks[0]}").data["title"] == "Mend the net"


def test_whoever_was_erased_is_unassigned_and_their_timer_stops(own_node):
    scene = Scene(own_node)
    erase(scene.mara)
    task = f"/tasks/{scene.desk.tasks[0]}"
    wait_until(lambda: scene.ada.get(task).data["assignees"] == [], "the task is unassigned")
    wait_until(
        lambda: own_node.store.query(
            "select 1 from log.events where type = 'TimerStopped' and workspace_id = %s",
            scene.desk.workspace,
        ),
        "the timer is stopped",
    )


def test_nobody_signs_in_any_more_and_the_address_is_free_for_a_new_person(own_node):
    mara = mara_at(own_node)
    email, old, refresh_token = mara.email, mara.user, mara.refresh_token
    erase(mara)
    assert mara.request("GET", "/me").status == 401
    mara.post("/auth/refresh", {"refresh_token": refresh_token}, expect=401, token="")
    mara.post("/auth/login", {"email": email, "password": PASSWORD}, expect=401, token="")
    again = client_of(own_node)
    again.register("Mara the Second", email)
    assert again.user != old
    assert again.get("/workspaces").data == []
    assert again.get("/me").data["name"] == "Mara the Second"
    again.log_in(email)


def test_what_was_kept_for_a_repeated_registration_is_gone(own_node):
    mara = client_of(own_node)
    email = f"mara.{secrets.token_hex(4)}@quill.example"
    body = {"email": email, "password": PASSWORD, "name": NAME}
    key = {"Idempotency-Key": secrets.token_hex(8)}
    mara.signed_in(mara.post("/auth/register", body, expect=201, headers=key))
    old = mara.user
    repeated = mara.post("/auth/register", body, expect=201, headers=key, token="")
    assert repeated.headers["Idempotency-Replayed"] == "true"
    erase(mara)
    kept = own_node.store.query("select response from log.commands")
    assert not [row for row in kept if email in row[0] or old in row[0]]
    anew = mara.post("/auth/register", body, expect=201, headers=key, token="")
    assert anew.data["user"]["id"] != old


def test_no_table_has_a_trace_left(own_node, store):
    scene = Scene(own_node)
    mara = scene.mara
    traces = (NAME, mara.email, AGENT)
    # Nothing of it was in the log to begin with; read models had the name.
    assert NAME in database_text(store) and AGENT not in database_text(store)
    scene.settle(erase(mara))
    text = database_text(store)
    for trace in traces:
        found = [line for line in text.splitlines() if trace in line]
        # Other people of these tests have the same name.
        assert not [line for line in found if mara.user in line or trace == mara.email], trace
    kinds = store.query("select kind from log.secrets where key = %s", mara.user)
    assert [row[0] for row in kinds] == ["erased_person"]


def test_a_follower_sees_the_name_go(own_node):
    scene = Scene(own_node)
    feed = scene.desk.activity
    with Follower(scene.ada, feed) as follower:
        assert NAME in json.dumps(list(follower.held[feed].entities.values()))
        mark = follower.mark()
        erase(scene.mara)
        follower.wait(
            lambda message: message["type"] == "snapshot" and message["topic"] == feed, mark
        )
        assert NAME not in json.dumps(list(follower.held[feed].entities.values()))
        assert "[erased]" in json.dumps(list(follower.held[feed].entities.values()))
        assert not follower.faults()


def test_their_own_connection_is_closed(own_node):
    mara = mara_at(own_node)
    with Follower(mara, "me") as follower:
        erase(mara)
        wait_until(lambda: follower.is_ended, "the connection is closed")


def test_the_log_replays_without_the_person_in_every_format(own_node, tool_here):
    scene = Scene(own_node)
    erase(scene.mara)
    for form in ("human", "json"):
        said = tool_here("replay", "--workspace", scene.desk.workspace, "--format", form).out
        assert NAME not in said and AGENT not in said and scene.mara.email not in said
        assert "[erased]" in said


def test_the_chain_of_hashes_still_holds(own_node, store):
    erase(Scene(own_node).mara)
    broken = store.query(
        """select count(*) from (
            select e.hash = log.chain_hash(lag(e.hash, 1, sha256('')) over (order by e.position), e)
            as holds from log.events e) chain where not holds"""
    )
    assert broken == [(0,)]


def rows_of_read_models(store):
    tables = store.query(
        """select table_schema, table_name from information_schema.tables
        where table_schema in (select name from projection.checkpoints) order by 1, 2"""
    )
    return {
        f"{schema}.{table}": sorted(
            row[0] for row in store.query(f'select t::text from "{schema}"."{table}" t')
        )
        for schema, table in tables
    }


@pytest.fixture
def fresh_store():
    made = Database()
    yield made
    made.drop()


def test_read_models_built_anew_are_the_same(fresh_store, tmp_path):
    node = Node(fresh_store, tmp_path)
    scene = Scene(node)
    erase(scene.mara)
    task = f"/tasks/{scene.desk.tasks[0]}"
    wait_until(lambda: scene.ada.get(task).data["assignees"] == [], "the task is unassigned")
    node.stop()
    # Without a worker nothing is added any more.
    node = Node(fresh_store, tmp_path, "--roles", "api,projector")
    head = fresh_store.query("select position from log.head")[0][0]
    settle(as_user(scene.ada, node), f"/projects/{scene.desk.project}/board", head)
    node.stop()
    before = rows_of_read_models(fresh_store)
    assert len(before) >= 10 and any("[erased]" in row for rows in before.values() for row in rows)
    run("rebuild", "all", *fresh_store.arguments(), **fresh_store.variables())
    assert rows_of_read_models(fresh_store) == before
