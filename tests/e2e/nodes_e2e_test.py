"""Two processes on one database and one broker: when one dies the other goes on."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.follower import Follower, board_of, wait_until
from harness.load import Load, check_each_counts_once
from harness.streaming import Desk, Stack, as_user, records_of, settle

BACKLOG = 3000  # more than a projector takes in at once
OLD_SECONDS = 11  # what is older is a backlog, however much of it is taken in at once


@pytest.fixture
def stack(tmp_path):
    one = Stack("kafka", tmp_path)
    yield one
    one.close()


def leader_count(stack):
    """How many sessions hold a lock of the publisher or of projectors."""
    return stack.store.query(
        """select count(*) from pg_locks where locktype = 'advisory' and granted
        and database = (select oid from pg_database where datname = current_database())"""
    )[0][0]


def check_kafka_has_every_event(stack):
    """Of each key in order; only repeats are taken out. Positions of the log have no gap."""
    events = stack.store.query(
        "select position, stream, version, workspace_id::text from log.events order by position"
    )
    assert [event[0] for event in events] == list(range(1, len(events) + 1))

    def all_records():
        records = records_of(stack.kafka)
        return (
            records
            if {int(record[2]["position"]) for record in records} == {event[0] for event in events}
            else None
        )

    records = wait_until(all_records, "every event is in Kafka", 30)
    first_seen = {}
    for partition, key, headers in records:
        first_seen.setdefault(
            int(headers["position"]),
            (
                partition,
                key,
                headers["subject"],
                int(headers["streamversion"]),
                headers["workspaceid"],
            ),
        )
    by_partition = {}
    for position, (partition, *_) in first_seen.items():
        by_partition.setdefault(partition, []).append(position)
    for partition, positions in by_partition.items():
        assert positions == sorted(
            positions
        ), f"partition {partition} is not in the order of the log"
    for position, stream, version, workspace in events:
        assert first_seen[position][1:] == (workspace, stream, version, workspace)


def test_what_was_made_at_one_node_can_be_followed_at_another_at_once(stack):
    """The read models may not have it yet: not_found is only said once they have come so far."""
    here, there = stack.start_node(), stack.start_node()
    ada, ben = stack.person("Ada", here), stack.person("Ben", there)
    workspace = ada.create_workspace("Quay").data["id"]
    with Follower(as_user(ada, there)) as follower, Follower(ben) as other:
        for _ in range(10):
            project = ada.create_project(workspace).data["id"]
            assert follower.subscribe("board:" + project)["type"] == "snapshot"
            task = ada.create_task(project, "Just made").data["id"]
            assert follower.subscribe("task:" + task)["type"] == "snapshot"
            assert other.subscribe("task:" + task)["code"] == "not_found"
        ada.add_member(workspace, ben.email, "MEMBER")
        assert other.subscribe("activity:" + workspace)["type"] == "snapshot"


def test_a_command_at_one_node_is_pushed_by_the_other(stack):
    here, there = stack.start_node(), stack.start_node()
    ada, ben = stack.person("Ada", here), stack.person("Ben", there)
    desk = Desk(ada)
    desk.add_member(ben)
    with Follower(ben, desk.board, "me") as follower:
        for turn in range(10):
            moved = ada.move_task(desk.tasks[turn % 3], desk.statuses[turn % 4])
            held = follower.reach(desk.board, moved.meta["position"])
            assert held.of_kind("card")[desk.tasks[turn % 3]]["status"] == desk.statuses[turn % 4]
        assert not follower.faults()
        # Reading one's own write at the other node.
        answer = settle(
            as_user(ada, there), f"/projects/{desk.project}/board", moved.meta["position"]
        )
        assert board_of(answer) == follower.held[desk.board].board()
        # Access that is taken away at one node is gone at the other.
        ada.delete(f"/workspaces/{desk.workspace}/members/{ben.user}")
        follower.wait(lambda message: message["type"] == "error" and message["topic"] == desk.board)
        ben.post(f"/tasks/{desk.tasks[0]}/move", {"status": desk.statuses[0]}, expect=404)


def test_a_token_that_is_revoked_at_one_node_is_refused_by_the_other(stack):
    here, there = stack.start_node(), stack.start_node()
    ada = stack.person("Ada", here)
    as_user(ada, there).get("/me")
    ada.post("/auth/logout")
    wait_until(
        lambda: as_user(ada, there).request("GET", "/me").status == 401, "the token is refused"
    )


def test_when_the_leader_is_killed_the_other_node_goes_on_and_nothing_is_lost(stack):
    first = stack.start_node()
    wait_until(lambda: leader_count(stack) > 1, "the first node leads")
    second = stack.start_node()
    ada, ben = stack.person("Ada", first), stack.person("Ben", second)
    desk = Desk(ada, tasks=0)
    desk.add_member(ben)
    with Follower(ben, desk.board) as follower, Load(
        [as_user(ada, first), ben], desk.project
    ) as load:
        load.reach(100)
        first.kill()
        load.reach(100)
        # Seconds, not minutes: what is commanded now comes through.
        created = ben.create_task(desk.project, "After the leader's end")
        follower.reach(desk.board, created.meta["position"], seconds=15)
        load.stop()
        answer = settle(ben, f"/projects/{desk.project}/board", load.last_position())
        follower.reach(desk.board, answer.data["position"])
        assert follower.held[desk.board].board() == board_of(answer)
        assert not follower.faults()
    tasks = check_each_counts_once(load, ben, desk.project)
    assert {card["id"] for cards in board_of(answer).values() for card in cards} == {
        task["id"] for task in tasks
    }
    events = stack.store.query("select stream, position from log.events where type = 'TaskCreated'")
    positions = dict(events)
    assert len(positions) == len(events)
    for done in load.acknowledged.values():
        assert positions["task-" + done["data"]["id"]] == done["meta"]["position"]
    check_kafka_has_every_event(stack)


def test_numbers_of_tasks_are_gapless_when_two_nodes_race(stack):
    here, there = stack.start_node(), stack.start_node()
    ada, ben = stack.person("Ada", here), stack.person("Ben", there)
    desk = Desk(ada, tasks=0)
    desk.add_member(ben)
    with Load([ada, ben], desk.project, threads=6) as load:
        load.reach(300)
    assert not load.refused, load.refused[0].text
    settle(ben, f"/projects/{desk.project}/board", load.last_position())
    check_each_counts_once(load, ben, desk.project, are_gapless=True)
    check_kafka_has_every_event(stack)


def test_two_people_at_two_nodes_who_drop_into_the_same_gap_both_succeed(stack):
    here, there = stack.start_node(), stack.start_node()
    ada, ben = stack.person("Ada", here), stack.person("Ben", there)
    desk = Desk(ada, tasks=8)
    desk.add_member(ben)
    above, below, *others = desk.tasks
    with Load([ada, ben], desk.project, threads=2):
        for one, other in zip(others[::2], others[1::2]):
            ada.move_task(one, desk.statuses[0], after=above)
            ben.move_task(other, desk.statuses[0], after=above)
            last = ben.move_task(below, desk.statuses[0], after=other)
    answer = settle(ben, f"/projects/{desk.project}/board", last.meta["position"])
    ranks = [card["rank"] for card in board_of(answer)[desk.statuses[0]]]
    assert len(set(ranks)) == len(ranks) and ranks == sorted(ranks, key=str.encode)


def test_roles_can_be_split_over_processes(stack):
    edge = stack.start_node("--roles", "api")
    worker = start_without_api(stack)
    try:
        ada = stack.person("Ada", edge)
        desk = Desk(ada)
        with Follower(ada, desk.board) as follower:
            moved = ada.move_task(desk.tasks[0], desk.statuses[1])
            held = follower.reach(desk.board, moved.meta["position"])
            assert held.board() == board_of(
                settle(ada, f"/projects/{desk.project}/board", moved.meta["position"])
            )
            # Without the worker commands go on; with a new one everything comes.
            worker.kill()
            last = [ada.move_task(task, desk.statuses[2]) for task in desk.tasks][-1]
            stale = ada.request(
                "GET",
                f"/tasks/{desk.tasks[0]}",
                headers={"Atelier-After": str(last.meta["position"])},
            )
            assert stale.status == 200 and stale.headers["Atelier-Stale"] == "true"
            worker = start_without_api(stack)
            held = follower.reach(desk.board, last.meta["position"])
            assert held.board() == board_of(
                settle(ada, f"/projects/{desk.project}/board", last.meta["position"])
            )
    finally:
        worker.stop()


def newest_is_old(stack):
    return stack.store.query(
        f"select max(recorded_at) < now() - interval '{OLD_SECONDS} s' from log.events"
    )[0][0]


def test_who_watches_is_told_what_a_long_backlog_has_come_to_not_all_of_it(stack):
    edge = stack.start_node("--roles", "api,publisher")
    worker = start_without_api(stack, "projector")
    try:
        ada = stack.person("Ada", edge)
        desk = Desk(ada, tasks=4)
        editors = [ada, stack.person("Ben", edge)]  # so many edits are over the limit of one person
        desk.add_member(editors[1])
        with Follower(ada, desk.board) as follower:
            first = ada.move_task(desk.tasks[0], desk.statuses[1]).meta["position"]
            follower.reach(desk.board, first)
            worker.kill()

            def edit(number):
                editor = editors[number % 2]
                client = editor.another(editor.token)
                for turn in range(BACKLOG // 8):
                    task = desk.tasks[(number + turn) % 4]
                    last = client.patch(f"/tasks/{task}", {"title": f"{number}, {turn}"})
                return last.meta["position"]

            with ThreadPoolExecutor(8) as pool:
                last = max(pool.map(edit, range(8)))
            assert last >= first + BACKLOG
            wait_until(lambda: newest_is_old(stack), "the backlog is old", 2 * OLD_SECONDS)
            worker = start_without_api(stack, "projector")
            held = follower.reach(desk.board, last)
            path = f"/projects/{desk.project}/board"
            assert held.board() == board_of(settle(ada, path, last))
            assert len(follower.deltas(desk.board)) < BACKLOG / 2
            # From then on everything is told again.
            moved = ada.move_task(desk.tasks[1], desk.statuses[2]).meta["position"]
            held = follower.reach(desk.board, moved)
            assert held.board() == board_of(settle(ada, path, moved))
            assert follower.messages[-1]["type"] == "delta"
    finally:
        worker.stop()


def start_without_api(stack, roles="publisher,projector,worker"):
    """It listens nowhere, so there is nothing to wait for but its work."""
    return stack.start_node("--roles", roles, listens=False)
