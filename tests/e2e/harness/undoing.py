"""Changes of a task, and how they are undone."""

import random

from harness.world import Place

# What the service itself writes down of a task.
TOLD = ("updated_at",)


class Desk:
    """A project of a workspace of its own, in which Mara is the owner and Ben a member."""

    def __init__(self, world):
        self.mara, self.ben = world.nobody.another(), world.nobody.another()
        self.mara.register("Mara")
        self.ben.register("Ben")
        place = Place(self.mara)
        self.workspace, self.project, self.statuses = place.workspace, place.project, place.statuses
        answer = self.mara.add_member(self.workspace, self.ben.email, "MEMBER")
        self.ben.get(f"/projects/{self.project}/board", answer)

    def label(self, name):
        body = {"name": f"{name} {random.random()}", "colour": "#00ff00"}
        return self.mara.post(f"/projects/{self.project}/labels", body, expect=201).data["id"]

    def task(self, **members):
        return self.mara.create_task(self.project, **members).data["id"]

    def state(self, task, after):
        """The task as it is read, without when it was touched; of a deleted one that it is gone."""
        answer = self.mara.get(f"/tasks/{task}", after, expect=None)
        if answer.status == 404:
            return None
        return {name: value for name, value in answer.data.items() if name not in TOLD}

    def last_event(self, task, after):
        """The newest entry of the project's activity, which is the task's."""
        path = f"/projects/{self.project}/activity"
        entry = self.mara.get(path, after, query={"limit": 1}).data[0]
        assert entry["task"]["id"] == task
        return entry


def undo(client, event, expect=200, **options):
    return client.post(f"/activity/{event}/undo", expect=expect, **options)


def undo_last(client, task, expect=200, **options):
    return client.post(f"/tasks/{task}/undo", expect=expect, **options)


WHOLE = {
    "title": "Sand the buoy",
    "description": "Twice",
    "priority": "URGENT",
    "type": "BUG",
    "start": "2026-11-01",
    "due": "2026-12-01",
    "estimate_seconds": 7200,
}


def edit(**members):
    return lambda desk, task: desk.mara.patch(f"/tasks/{task}", members)


CHANGES = {
    "a move": lambda desk, task: desk.mara.move_task(task, desk.statuses[2]),
    "a move to the top": lambda desk, task: desk.mara.move_task(
        task, desk.statuses[1], place="top"
    ),
    **{f"an edit of {name}": edit(**{name: value}) for name, value in WHOLE.items()},
    "an edit of everything": edit(**WHOLE),
    "an assignment": lambda desk, task: desk.mara.request(
        "PUT", f"/tasks/{task}/assignees/{desk.ben.user}", expect=200
    ),
    "a label": lambda desk, task: desk.mara.request(
        "PUT", f"/tasks/{task}/labels/{desk.label('urgent')}", expect=200
    ),
    "an archiving": lambda desk, task: desk.mara.post(f"/tasks/{task}/archive"),
    "a deletion": lambda desk, task: desk.mara.delete(f"/tasks/{task}"),
}
