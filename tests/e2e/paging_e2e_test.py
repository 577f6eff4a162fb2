"""Lists that another client reorders while somebody pages through them (tasks: task_lists_e2e_test)."""

import pytest

from harness.client import Client, load_contract
from harness.node import Node
from harness.world import Place

ROWS = 14


@pytest.fixture(scope="module")
def node(database, folder):
    one = Node(database, folder)
    yield one
    one.stop()


@pytest.fixture
def person(node):
    client = Client(node, load_contract(node))
    client.register("Mara")
    return client


class Workspaces:
    """By their slugs."""

    path = "/workspaces?"

    def __init__(self, person):
        self.person = person
        self.mark = person.user[-6:]

    def make(self, number):
        body = {"name": "Harbour", "slug": f"m-{self.mark}-{number:02}"}
        return self.person.post("/workspaces", body, expect=201)

    def put(self, one, place, number):
        slug = f"{'a' if place == 'top' else 'z'}-{self.mark}-{number:02}"
        return self.person.patch(f"/workspaces/{one}", {"slug": slug}, expect=200)

    def edit(self, one):
        return self.person.patch(f"/workspaces/{one}", {"description": "Cranes"}, expect=200)


class Projects:
    """By their keys."""

    def __init__(self, person):
        self.person = person
        self.workspace = Place(person).workspace
        self.path = f"/workspaces/{self.workspace}/projects?"

    def make(self, number):
        body = {"name": "Quay", "key": f"M{number:02}"}
        return self.person.post(f"/workspaces/{self.workspace}/projects", body, expect=201)

    def put(self, one, place, number):
        key = f"{'A' if place == 'top' else 'Z'}{number:02}"
        return self.person.patch(f"/projects/{one}", {"key": key}, expect=200)

    def edit(self, one):
        return self.person.patch(f"/projects/{one}", {"description": "Cranes"}, expect=200)


class TimeEntries:
    """The earliest first."""

    def __init__(self, person):
        self.person = person
        self.place = Place(person)
        self.task = self.place.task()
        self.path = f"/time-entries?workspace={self.place.workspace}&sort=started_at&"

    def make(self, number):
        body = {
            "task": self.task,
            "started_at": f"2026-03-02T10:{number:02}:00Z",
            "duration_seconds": 60,
        }
        return self.person.post("/time-entries", body, expect=201)

    def put(self, one, place, number):
        start = f"2026-03-02T{'08' if place == 'top' else '12'}:{number:02}:00Z"
        body = {"started_at": start, "stopped_at": start[:-3] + "30Z"}
        return self.person.patch(f"/time-entries/{one}", body, expect=200)

    def edit(self, one):
        return self.person.patch(f"/time-entries/{one}", {"note": "Rope"}, expect=200)


@pytest.mark.parametrize("kind", [Workspaces, Projects, TimeEntries])
def test_nothing_is_seen_twice_and_nothing_that_stood_still_is_missed(person, kind):
    rows = kind(person)
    made = [rows.make(number) for number in range(ROWS)]
    ids, last = [one.data["id"] for one in made], made[-1]
    seen, moved, cursor, page = [], set(), "", 0
    while cursor is not None:
        answer = person.get(f"{rows.path}limit=3{cursor}", last)
        seen += [row["id"] for row in answer.data]
        next_cursor = answer.meta.get("next_cursor")
        cursor = f"&cursor={next_cursor}" if next_cursor else None
        # One that was seen goes to the end, one that was not comes to the top, one is only edited.
        for one, place in ((seen[page], "bottom"), (ids[-1 - page], "top")):
            if one not in moved:
                moved.add(one)
                last = rows.put(one, place, page)
        last = rows.edit(ids[ROWS // 2])
        page += 1
    assert page >= 4
    assert len(seen) == len(set(seen))
    assert set(ids) - moved <= set(seen)
    # A list that begins now has all of them in their new order.
    fresh = [row["id"] for row in person.get(f"{rows.path}limit=50", last).data if row["id"] in ids]
    assert set(fresh) == set(ids) and fresh != ids
