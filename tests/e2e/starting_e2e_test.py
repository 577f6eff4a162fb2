"""`atelier serve` where the read models are not there yet: nobody is answered before they are."""

import pytest

from harness.backups import backup, restore
from harness.follower import wait_until
from harness.streaming import Desk, Stack, as_user

# What `atelier rebuild` holds, and whoever makes a read model at the start.
LEASE = "select pg_advisory_lock(hashtext('atelier.rebuild'), hashtext('task'))"
WAITING = "waiting: another process is at read model task"


@pytest.fixture
def restored(tmp_path):
    """A log that was restored from a backup; no node has seen it since."""
    stack = Stack("database", tmp_path)
    stack.start_node()
    stack.desk = Desk(stack.person("Ada"))
    stack.node.stop()
    backup(stack.store, tmp_path / "backup")
    restore(stack.store, tmp_path / "backup", "--replace", "--yes")
    yield stack
    stack.close()


def start_held_up(stack):
    node = stack.start_node(listens=False)
    wait_until(lambda: WAITING in node.log(), "the node waits for a read model", 30)
    return node


def check_that_all_is_there(stack, node):
    """At once: nothing here waits for the read models."""
    ada = as_user(stack.person("Ada", node), node)
    board = ada.get(f"/projects/{stack.desk.project}/board").data
    assert sum(column["count"] for column in board["columns"]) == len(stack.desk.tasks)
    for task in stack.desk.tasks:
        ada.get(f"/tasks/{task}")


def test_two_nodes_that_start_at_once_after_a_restore_both_answer_from_the_whole_log(restored):
    with restored.store.held(LEASE):
        nodes = [start_held_up(restored) for _ in range(2)]
    for node in nodes:
        node.wait_until_it_listens()
        check_that_all_is_there(restored, node)


def test_a_node_that_was_killed_while_it_made_the_read_models_leaves_them_to_the_next(restored):
    with restored.store.held(LEASE):
        start_held_up(restored).kill()
    check_that_all_is_there(restored, restored.start_node())


def test_a_node_that_is_told_to_stop_while_it_makes_the_read_models_ends_well(restored):
    with restored.store.held(LEASE):
        start_held_up(restored).stop()
    check_that_all_is_there(restored, restored.start_node())
