"""People are erased by an operator, across crashes and backups, and on several nodes with Kafka."""

import json
import secrets

import psycopg2

from harness.client import PASSWORD
from harness.follower import Follower, wait_until
from harness.leaving import AGENT, NAME, Scene, client_of, erase, mara_at
from harness.node import Node
from harness.streaming import Stack, as_user
from harness.traces import database_text, topic_text


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
    left = ben.get(f"/workspaces/{shared}/members", position).data
    members = {one["user"]: one["role"] for one in left}
    assert members == {ben.user: "MEMBER", cleo.user: "OWNER"}


def test_who_is_not_there_is_told_by_address_and_passed_over_by_id(tool_here):
    missing = tool_here("erase-person", "nobody@quill.example", "--yes", expect=4)
    assert "There is no person nobody@quill.example" in missing.err
    unknown = "0199aaaa-0000-7000-8000-000000000000"
    assert "nobody in this log" in tool_here("erase-person", unknown, "--yes").out
    tool_here("erase-person", expect=2)


def put_back(store, secrets_before, answers_before):
    """As a crash right after the append would have left it, or a backup would have brought it."""
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
            "select kind, key, value from log.secrets where key = %s and kind <> 'erased_person'",
            user,
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
