"""`atelier verify`: what in a read model is not what the log says, while writes go on."""

import json

import pytest

from harness.load import Load
from harness.node import run
from harness.streaming import Desk, settle

DIFFERS = 5


pytestmark = pytest.mark.parametrize("stack", ["database", "kafka"], indirect=True)


def verify(stack, *arguments, expect=0):
    return run(
        "verify", *arguments, *stack.tool_arguments(), expect=expect, **stack.store.variables()
    )


def change(stack, statement, *parameters):
    """By a superuser's hand; an index does not get in its way."""
    return stack.store.query(statement + " returning 1", *parameters)


def test_a_busy_service_is_found_equal(stack):
    ada, ben = stack.person("Ada"), stack.person("Ben")
    desks = [Desk(ada), Desk(ben)]
    with Load([ada], desks[0].project, threads=2) as one:
        with Load([ben], desks[1].project, threads=2) as other:
            for _ in range(3):
                one.reach(10)
                other.reach(10)
                said = verify(stack, "all").out
                assert said.count("equal to a fresh fold of the log") == 5, said


def test_rows_changed_removed_and_added_by_hand_are_shown_as_rows(stack):
    ada = stack.person("Ada")
    desk = Desk(ada)
    changed, removed = desk.tasks[0], desk.tasks[1]
    settle(ada, f"/projects/{desk.project}/tasks", desk.position)
    verify(stack, "task")
    assert change(stack, "update task.tasks set title = 'Forged' where task_id = %s", changed)
    assert change(stack, "delete from task.tasks where task_id = %s", removed)
    assert change(
        stack,
        "insert into task.projects select gen_random_uuid(), 'FAKE', statuses, false, 1 "
        "from task.projects limit 1",
    )
    said = verify(stack, "task", expect=DIFFERS).out
    assert "task: 3 rows differ from a fresh fold of the log" in said
    assert f"task.tasks ({changed}) is not what the log says" in said
    assert "title: 'Forged' -> 'Task 0'" in said
    assert f"task.tasks ({removed}) is missing in the read model" in said
    assert "is nothing that the log says" in said
    lines = verify(stack, "all", "--json", expect=DIFFERS).out.splitlines()
    assert json.loads(lines[0])["whole"] is True
    shown = {one["model"]: one for one in map(json.loads, lines[1:])}
    assert [name for name, one in shown.items() if not one["equal"]] == ["task"]
    kinds = sorted(row["kind"] for row in shown["task"]["first"])
    assert kinds == ["changed", "extra", "missing"]
    (row,) = [row for row in shown["task"]["first"] if row["kind"] == "changed"]
    assert row["columns"] == [{"name": "title", "live": "Forged", "expected": "Task 0"}]
    # A rebuild puts it right, and what is answered too.
    run("rebuild", "task", *stack.tool_arguments(), **stack.store.variables())
    verify(stack, "all")
    titles = {task["title"] for task in ada.get(f"/projects/{desk.project}/tasks").data}
    assert titles == {"Task 0", "Task 1", "Task 2"}


def test_an_unknown_name_and_a_read_model_of_another_version_are_refused(stack):
    assert "there is no read model boards" in verify(stack, "boards", expect=4).err
    Desk(stack.person("Ada")).settle()
    assert change(stack, "update projection.checkpoints set model_version = 98 where name = 'timer'")
    said = verify(stack, "timer", expect=4).err
    assert "of version 98" in said and "atelier rebuild timer" in said
