"""Whatever was done to a task: undone from the last to the first it is what it was."""

import random

import pytest

from harness.undoing import Desk, undo_last


@pytest.fixture(scope="module")
def desk(world):
    return Desk(world)


def random_change(desk, client, task, dice, fields):
    """One change that is surely one."""
    what = dice.choice(fields)
    if what == "place":
        return client.move_task(task, dice.choice(desk.statuses), place=dice.choice(["top", "bottom"]))
    if what == "archived":
        return client.post(f"/tasks/{task}/{dice.choice(['archive', 'unarchive'])}")
    values = {
        "title": f"Title {dice.random()}",
        "description": f"Text {dice.random()}",
        "priority": dice.choice(["LOW", "MEDIUM", "HIGH", "URGENT"]),
        "type": dice.choice(["TASK", "BUG", "CHORE"]),
        "estimate_seconds": dice.choice([None, 60, 3600]),
        "due": dice.choice([None, "2026-12-01", "2026-12-24T18:00:00.000Z"]),
        "assignees": dice.sample([desk.mara.user, desk.ben.user], dice.randrange(3)),
    }
    return client.patch(f"/tasks/{task}", {what: values[what]})


def undo_everything(client, task, count):
    for _ in range(count):
        answer = undo_last(client, task)
        assert answer.data["type"] != "TaskCreated"
    return answer


@pytest.mark.parametrize("seed", range(4))
def test_random_changes_undone_from_the_last_to_the_first_give_the_first_state(desk, seed):
    dice = random.Random(seed)
    made = desk.mara.create_task(desk.project, title="Random")
    task = made.data["id"]
    before = desk.state(task, made)
    fields = ["place", "archived", "title", "description", "priority", "type", "due", "assignees"]
    version, count = made.meta["version"], 0
    for _ in range(40):
        answer = random_change(desk, desk.mara, task, dice, fields)
        count += answer.meta["version"] != version
        version = answer.meta["version"]
        if dice.random() < 0.2 and count:
            version = undo_last(desk.mara, task).meta["version"]
            count -= 1
    assert desk.state(task, undo_everything(desk.mara, task, count)) == before


@pytest.mark.parametrize("seed", range(4))
def test_what_two_people_changed_in_different_fields_is_undone_in_any_order(desk, seed):
    dice = random.Random(seed)
    made = desk.mara.create_task(desk.project, title="Random")
    task = made.data["id"]
    before = desk.state(task, made)
    fields = {
        desk.mara: ["title", "place", "type", "assignees"],
        desk.ben: ["description", "priority", "due", "archived", "estimate_seconds"],
    }
    version, counts = made.meta["version"], {desk.mara: 0, desk.ben: 0}
    for _ in range(40):
        who = dice.choice([desk.mara, desk.ben])
        answer = random_change(desk, who, task, dice, fields[who])
        counts[who] += answer.meta["version"] != version
        version = answer.meta["version"]
    turns = [who for who, count in counts.items() for _ in range(count)]
    dice.shuffle(turns)
    for who in turns:
        answer = undo_everything(who, task, 1)
    assert desk.state(task, answer) == before
