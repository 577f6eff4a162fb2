"""Several people work at random while clients follow everything and lose their connections: what each of them holds in the
end, by applying deltas alone, is what a fresh GET answers."""

import random
import threading

from harness.follower import Follower, board_of, wait_until
from harness.streaming import Desk, as_user

PEOPLE = ("Mara", "Jonas", "Ida")
COMMANDS = 90  # of each person
DROPS = 12
LISTED = 50


class Office:
    """What everybody works on; people know of each other's new things."""

    def __init__(self, desk, people):
        self.desk, self.people = desk, people
        self.project = f"/projects/{desk.project}"
        self.tasks, self.statuses, self.labels = list(desk.tasks), list(desk.statuses), []
        self.last = None
        self.failures = []
        self._lock = threading.Lock()

    def done(self, answer):
        """What the business refuses is fine, what breaks is not."""
        assert answer.status < 500, answer
        if answer.status < 300 and "position" in answer.meta:
            with self._lock:
                if not self.last or answer.meta["position"] > self.last.meta["position"]:
                    self.last = answer
        return answer

    def made(self, things, answer):
        if self.done(answer).status == 201:
            things.append(answer.data["id"])

    def work(self, client, seed):
        try:
            dice = random.Random(seed)
            for number in range(COMMANDS):
                self.step(client, dice, f"{seed}.{number}")
        except BaseException as failure:  # told by the test, which waits for the thread
            self.failures.append(failure)
            raise

    def step(self, client, dice, name):
        task = f"/tasks/{dice.choice(self.tasks)}"
        status, person = dice.choice(self.statuses), dice.choice(self.people)
        label = dice.choice(self.labels) if self.labels else None

        def call(method, path, json=None):
            return self.done(client.request(method, path, json))

        steps = [
            lambda: self.made(
                self.tasks, client.request("POST", f"{self.project}/tasks", {"title": f"T {name}"})
            ),
            lambda: call("POST", f"{task}/move", {"status": status}),
            lambda: call("POST", f"{task}/move", {"status": status, "place": "top"}),
            lambda: call(
                "PATCH",
                task,
                {
                    "title": f"Title {name}",
                    "priority": dice.choice(["LOW", "HIGH", "URGENT"]),
                    "due": dice.choice([None, "2026-12-24", "2031-01-01T08:00:00Z"]),
                    "estimate_seconds": dice.choice([None, 60, 7200]),
                },
            ),
            lambda: call("PUT", f"{task}/assignees/{person.user}"),
            lambda: call("DELETE", f"{task}/assignees/{person.user}"),
            lambda: label and call("PUT", f"{task}/labels/{label}"),
            lambda: call("POST", f"{task}/{dice.choice(['archive', 'unarchive'])}", {}),
            lambda: call("DELETE", task),
            lambda: call("POST", f"{task}/restore", {}),
            lambda: call("POST", "/timers/start", {"task": task[7:], "stop_running": True}),
            lambda: call(
                "POST",
                f"/timers/{dice.choice(['pause', 'resume', 'stop', 'discard'])}",
                {"workspace": self.desk.workspace},
            ),
            lambda: self.made(
                self.labels,
                client.request(
                    "POST", f"{self.project}/labels", {"name": name, "colour": "#00aa11"}
                ),
            ),
            lambda: label and call("DELETE", f"{self.project}/labels/{label}"),
            lambda: call("PATCH", f"{self.project}/statuses/{status}", {"name": f"S {name}"}),
            lambda: call(
                "PATCH", f"{self.project}/statuses/{status}", {"wip_limit": dice.choice([None, 2])}
            ),
            lambda: call("PATCH", self.project, {"name": f"Project {name}"}),
        ]
        dice.choice(steps)()


def columns_of(held):
    return [
        (status["id"], status["name"], status.get("wip_limit"))
        for status in sorted(held.of_kind("status").values(), key=lambda status: status["order"])
    ]


def is_the_board(held, answer):
    shown = answer.data
    return (
        held.board() == board_of(answer)
        and columns_of(held)
        == [(one["id"], one["name"], one.get("wip_limit")) for one in shown["columns"]]
        and sorted(held.of_kind("label").values(), key=lambda one: one["id"])
        == sorted(shown["labels"], key=lambda one: one["id"])
        and list(held.of_kind("project").values()) == [shown["project"]]
    )


def is_the_feed(held, answer):
    newest = sorted(
        held.of_kind("activity").values(),
        key=lambda one: (one["occurred_at"], one["position"]),
        reverse=True,
    )
    return newest[:LISTED] == answer.data


def is_the_task(held, answer):
    expected = [answer.data] if answer.status == 200 else []
    return list(held.of_kind("task").values()) == expected


def is_me(held, answer):
    """Their timers; how long one ran by now is no entity."""
    return {one["task"] for one in held.of_kind("timer").values()} == {
        one["task"] for one in answer.data
    }


def looks(office, client):
    """Topic → what a fresh GET answers for it, and how the two are compared."""
    desk, last = office.desk, office.last
    found = {
        f"board:{desk.project}": (f"{office.project}/board", is_the_board),
        f"activity:{desk.workspace}": (
            f"/workspaces/{desk.workspace}/activity?limit={LISTED}",
            is_the_feed,
        ),
        f"activity:{desk.project}": (f"{office.project}/activity?limit={LISTED}", is_the_feed),
        "me": ("/timers/current", is_me),
    }
    for task in desk.tasks:
        found[f"task:{task}"] = (f"/tasks/{task}", is_the_task)
    return {
        topic: (client.get(path, last, expect=None), is_equal)
        for topic, (path, is_equal) in found.items()
    }


def test_whoever_applies_deltas_alone_holds_what_a_fresh_look_shows(stack):
    seed = random.randrange(1 << 30)
    print(f"seed {seed}")
    people = [stack.person(name) for name in PEOPLE]
    desk = Desk(people[0])
    for one in people[1:]:
        added = desk.owner.add_member(desk.workspace, one.email, "ADMIN")
    desk.owner.get(f"/workspaces/{desk.workspace}/members", added)
    office = Office(desk, people)
    followers = [Follower(one, *looks(office, one)) for one in people]
    workers = [
        threading.Thread(target=office.work, args=(as_user(one, stack.node), seed + number))
        for number, one in enumerate(people)
    ]
    for worker in workers:
        worker.start()
    dice = random.Random(seed)
    for _ in range(DROPS):
        follower = dice.choice(followers)
        follower.drop()
        threading.Event().wait(dice.random() * 0.2)
        follower.reconnect()
    for worker in workers:
        worker.join()
    assert not office.failures, office.failures
    for one, follower in zip(people, followers):
        for topic, (answer, is_equal) in looks(office, one).items():
            wait_until(
                lambda: is_equal(follower.held[topic], answer),
                f"{one.user} holds of {topic} what {answer!r} says (seed {seed})",
            )
        assert not follower.faults()
        follower.close()
