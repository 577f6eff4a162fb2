"""Who asks to be erased is gone: from every answer, every table, every topic, on every node, for ever."""

import json
import secrets

import pytest

from harness.client import PASSWORD, Client, load_contract
from harness.follower import Follower, wait_until
from harness.node import Database, Node, run
from harness.streaming import Desk, Stack, as_user, settle
from harness.traces import database_text, topic_text

NAME = "Mara Quillfeather"
AGENT = "quillphone/1"


@pytest.fixture(scope="module")
def store():
    made = Database()
    yield made
    made.drop()


@pytest.fixture(scope="module")
def own_node(store, tmp_path_factory):
    """Of a database of its own: all of it is searched."""
    started = Node(store, tmp_path_factory.mktemp("erase"))
    yield started
    started.stop()


@pytest.fixture(scope="module")
def tool_here(store):
    def call(*arguments, expect=0):
        return run(*arguments, *store.arguments(), expect=expect, **store.variables())

    return call


def client_of(node):
    return Client(node, load_contract(node))


def mara_at(node):
    mara = client_of(node)
    mara.session.headers["User-Agent"] = AGENT
    mara.register(NAME, f"mara.{secrets.token_hex(4)}@quill.example")
    return mara


class Scene:
    """A workspace of Ada's in which Mara did a bit of everything."""

    def __init__(self, node, mara=None):
        self.ada = client_of(node)
        self.ada.register("Ada")
        self.mara = mara or mara_at(node)
        self.desk = Desk(self.ada)
        self.desk.add_member(self.mara)
        task = self.desk.tasks[0]
        self.mara.patch(f"/tasks/{task}", {"assignees": [self.mara.user], "title": "Mend the net"})
        self.mara.move_task(task, self.desk.statuses[1])
        entry = {"task": task, "started_at": "2026-01-05T08:00:00Z", "duration_seconds": 600}
        self.mara.post("/time-entries", entry, expect=201)
        self.ada.post(
            f"/projects/{self.desk.project}/members",
            {"user": self.mara.user, "role": "DEVELOPER"},
        )
        started = self.mara.post("/timers/start", {"task": task}, expect=None)
        assert started.status in (200, 201)
        self.settle(started)

    def settle(self, answer):
        self.desk.settle(answer.meta["position"])

    def answers(self, client=None):
        """What every query about the workspace, the project and the task says, by operation."""
        client = client or self.ada
        ids = {
            "workspace": self.desk.workspace,
            "project": self.desk.project,
            "task": self.desk.tasks[0],
        }
        said = {}
        for operation in client.contract.operations:
            if operation.method != "get" or set(operation.parameters) - set(ids):
                continue
            if operation.permission == "ANYONE":
                continue
            answer = client.request("GET", operation.path.format(**ids))
            said[operation.id] = answer.content.decode("utf-8", "replace")
        return said

    def showing(self, text, client=None):
        return {name for name, said in self.answers(client).items() if text in said}


def erase(mara, expect=200):
    return mara.request("DELETE", "/me", {"password": PASSWORD}, expect=expect)


# By oneself


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


# By an operator


def test_the_command_says_what_it_would_do_and_does_nothing(own_node, tool_here):
    scene = Scene(own_node)
    alone = scene.mara.create_workspace("My own quay")
    said = tool_here("erase-person", scene.mara.email, "--dry-run").out
    for part in (NAME, scene.mara.user, "My own quay", "1 session\n", "nothing was done"):
        assert part in said, said
    assert scene.mara.get("/me", alone).data["name"] == NAME


def test_without_a_terminal_it_wants_to_be_told_yes(own_node, tool_here):
    mara = mara_at(own_node)
    refused = tool_here("erase-person", mara.email, expect=2)
    assert "--yes" in refused.err
    mara.get("/me")


def test_it_erases_and_a_second_time_finds_nothing_to_do(own_node, tool_here):
    mara = mara_at(own_node)
    position = mara.create_workspace().meta["position"]
    assert "erased: " in tool_here("erase-person", mara.email, "--yes").out
    wait_until(lambda: mara.request("GET", "/me").status == 401, "the token is refused")
    again = tool_here("erase-person", mara.user, "--yes").out
    assert "was erased before" in again
    assert mara.user in tool_here("erase-person", "--list").out.splitlines()
    erasures = own_node.store.query(
        "select count(*) from log.events where type = 'PersonErased' and stream = %s",
        "user-" + mara.user,
    )
    assert erasures == [(1,)] and position > 0


def test_it_refuses_the_last_owner_unless_told_to_hand_over(own_node, tool_here):
    mara, ben, cleo = mara_at(own_node), client_of(own_node), client_of(own_node)
    ben.register("Ben")
    cleo.register("Cleo")
    shared = mara.create_workspace("The shared quay").data["id"]
    mara.add_member(shared, ben.email, "MEMBER")
    mara.add_member(shared, cleo.email, "ADMIN")
    planned = tool_here("erase-person", mara.email, "--dry-run").out
    assert "is last owner of The shared quay" in planned and "--hand-over" in planned
    refused = tool_here("erase-person", mara.email, "--yes", expect=4)
    assert "The shared quay" in refused.err and "--hand-over" in refused.err
    tool_here("erase-person", mara.email, "--yes", "--hand-over")
    position = own_node.store.query("select position from log.head")[0][0]
    members = {one["user"]: one["role"] for one in ben.get(f"/workspaces/{shared}/members", position).data}
    assert members == {ben.user: "MEMBER", cleo.user: "OWNER"}


def test_who_is_not_there_is_told_by_address_and_passed_over_by_id(tool_here):
    missing = tool_here("erase-person", "nobody@quill.example", "--yes", expect=4)
    assert "There is no person nobody@quill.example" in missing.err
    unknown = "0199aaaa-0000-7000-8000-000000000000"
    assert "nobody in this log" in tool_here("erase-person", unknown, "--yes").out
    tool_here("erase-person", expect=2)


def put_back(store, secrets_before, answers_before):
    """As a crash right after the append would have left it, or a backup would have brought it."""
    import psycopg2

    connection = psycopg2.connect(store.owner_url)
    with connection, connection.cursor() as cursor:
        for row in secrets_before:
            cursor.execute(
                """insert into log.secrets (kind, key, value) values (%s, %s, %s)
                on conflict (kind, key) do update set value = excluded.value""",
                row,
            )
        for row in answers_before:
            cursor.execute("insert into log.commands values (%s, %s, %s, %s, %s, %s)", row)
    connection.close()


def kept_of(store, user):
    return (
        store.query(
            "select kind, key, value from log.secrets where key = %s and kind <> 'erased_person'", user
        ),
        store.query(
            "select * from log.commands where scope = %s or strpos(response, %s) > 0", user, user
        ),
    )


def erased_with_leftovers(node, store):
    mara = client_of(node)
    body = {
        "email": f"mara.{secrets.token_hex(4)}@quill.example",
        "password": PASSWORD,
        "name": NAME,
    }
    headers = {"Idempotency-Key": secrets.token_hex(8)}
    mara.signed_in(mara.post("/auth/register", body, expect=201, headers=headers))
    mara.patch("/me", {"name": NAME + " II"}, headers={"Idempotency-Key": "profile"})
    before = kept_of(store, mara.user)
    assert {row[0] for row in before[0]} == {"password", "person_key"} and len(before[1]) == 2
    erase(mara)
    assert kept_of(store, mara.user) == ([], [])
    put_back(store, *before)
    return mara.user


def test_cut_short_by_a_crash_the_same_again_goes_on(own_node, store, tool_here):
    user = erased_with_leftovers(own_node, store)
    tool_here("erase-person", user, "--yes")
    assert kept_of(store, user) == ([], [])


def test_cut_short_by_a_crash_or_undone_by_a_backup_the_next_start_finishes_it(
    own_node, store, tmp_path
):
    user = erased_with_leftovers(own_node, store)
    another = Node(store, tmp_path)
    wait_until(lambda: kept_of(store, user) == ([], []), "the housekeeper has finished")
    another.stop()


# Several nodes, with Kafka


def test_all_nodes_and_topics_forget(tmp_path):
    stack = Stack("kafka", tmp_path)
    try:
        here, there = stack.start_node(), stack.start_node()
        mara = mara_at(here)
        scene = Scene(here, mara)
        feed = scene.desk.activity
        also = as_user(mara, there)
        also.get("/me")
        also.create_task(scene.desk.project, "Made at the other node")
        named = wait_until(lambda: topic_text(stack.kafka, "atelier.live"), "deltas are there")
        with Follower(as_user(scene.ada, there), feed) as follower:
            assert NAME in json.dumps(list(follower.held[feed].entities.values()))
            done = erase(mara)
            assert mara.request("GET", "/me").status == 401
            wait_until(
                lambda: also.request("GET", "/me").status == 401, "the other node refuses", 5
            )
            wait_until(
                lambda: NAME not in json.dumps(list(follower.held[feed].entities.values())),
                "the other node's follower sees the name go",
            )
            assert not follower.faults()
        assert NAME in named
        scene.settle(done)
        for node in (here, there):
            scene_there = as_user(scene.ada, node)
            for trace in (NAME, mara.email, AGENT):
                assert not scene.showing(trace, scene_there), trace
        text = database_text(stack.store)
        assert not [trace for trace in (NAME, mara.email, AGENT) if trace in text]
        events = topic_text(stack.kafka, "atelier.events")
        assert "PersonErased" in events and mara.user in events
        assert not [trace for trace in (NAME, mara.email, AGENT) if trace in events]

        def live_is_clean():
            live = topic_text(stack.kafka, "atelier.live")
            return not [trace for trace in (NAME, mara.email) if trace in live]

        wait_until(live_is_clean, "live deltas with the name are dropped", 150)
        # The people who stay go on.
        with Follower(as_user(scene.ada, there), scene.desk.board) as follower:
            moved = scene.ada.move_task(scene.desk.tasks[1], scene.desk.statuses[2])
            follower.reach(scene.desk.board, moved.meta["position"])
    finally:
        stack.close()
