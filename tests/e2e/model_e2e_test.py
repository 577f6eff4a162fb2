"""Random commands of several people against a small model: read models live and rebuilt."""

import random
import threading

from harness.follower import Follower, board_of, wait_until
from harness.load import Load, all_tasks
from harness.node import run
from harness.streaming import Desk, as_user, settle

COMMANDS = 250
COMMANDS_BETWEEN_LOOKS = 50


class Model:
    """A board as its users understand it."""

    def __init__(self, desk, people):
        self.desk, self.people = desk, people
        self.columns = {status: [] for status in desk.statuses}
        self.columns[desk.statuses[0]] = list(desk.tasks)
        self.titles = {task: f"Task {number}" for number, task in enumerate(desk.tasks)}
        self.versions = dict.fromkeys(desk.tasks, 1)
        self.deleted = {}
        self.timers = {}
        self.happenings = 0
        self.position = desk.position

    def column_of(self, task):
        return next(status for status, tasks in self.columns.items() if task in tasks)

    def shown(self):
        return [task for tasks in self.columns.values() for task in tasks]

    def board(self):
        return {
            status: [(task, self.titles[task]) for task in tasks]
            for status, tasks in self.columns.items()
        }

    def done(self, answer):
        self.position = max(self.position, answer.meta["position"])

    def done_to(self, task, answer, is_change):
        """A command that changes nothing writes no event: the version stays."""
        self.done(answer)
        expected = self.versions.get(task, 0) + is_change
        assert (
            answer.meta["version"] == expected
        ), f"version {answer.meta['version']} of a task, {expected} expected"
        self.versions[task] = expected
        self.happenings += is_change


class Player:
    """Draws a command, carries it out at the node and in the model."""

    def __init__(self, model, chance):
        self.model, self.chance = model, chance
        self.kinds = [
            self.create,
            self.move,
            self.move,
            self.move,
            self.edit,
            self.edit,
            self.delete,
            self.restore,
            self.start_timer,
            self.stop_timer,
        ]

    def play(self, turn):
        self.chance.choice(self.kinds)(self.chance.choice(self.model.people), turn)

    def create(self, person, turn):
        model, status = self.model, self.chance.choice(self.model.desk.statuses)
        answer = person.create_task(model.desk.project, f"Created {turn}", status=status)
        task = answer.data["id"]
        model.columns[status].append(task)
        model.titles[task] = f"Created {turn}"
        model.done_to(task, answer, True)

    def edit(self, person, turn):
        model, task = self.model, self.chance.choice(self.model.shown())
        title = self.chance.choice([model.titles[task], f"Edited {turn}"])
        answer = person.patch(f"/tasks/{task}", {"title": title})
        model.done_to(task, answer, title != model.titles[task])
        model.titles[task] = title

    def move(self, person, _turn):
        model, task = self.model, self.chance.choice(self.model.shown())
        status = self.chance.choice(model.desk.statuses)
        before = [list(tasks) for tasks in model.columns.values()]
        model.columns[model.column_of(task)].remove(task)
        column = model.columns[status]
        place = self.chance.randint(0, len(column))
        words = {}
        if place > 0 and (place < len(column) or self.chance.random() < 0.5):
            words["after"] = column[place - 1]
        if place < len(column) and (not words or self.chance.random() < 0.5):
            words["before"] = column[place]
        if not words:
            place = len(column)
        column.insert(place, task)
        answer = person.move_task(task, status, **words)
        model.done_to(task, answer, before != list(model.columns.values()))

    def delete(self, person, _turn):
        model, task = self.model, self.chance.choice(self.model.shown())
        if len(model.shown()) < 3:
            return
        answer = person.delete(f"/tasks/{task}")
        model.deleted[task] = model.column_of(task)
        model.columns[model.deleted[task]].remove(task)
        model.done_to(task, answer, True)
        person.post(f"/tasks/{task}/move", {"status": model.desk.statuses[0]}, expect=404)

    def restore(self, person, _turn):
        """It comes back into its column; where among the others is seen: they may have moved."""
        model = self.model
        if not model.deleted:
            return
        task = self.chance.choice(list(model.deleted))
        status = model.deleted.pop(task)
        model.done_to(task, person.post(f"/tasks/{task}/restore"), True)
        cards = [card["id"] for card in board_of(model.desk.settle(model.position))[status]]
        assert [card for card in cards if card != task] == model.columns[status]
        model.columns[status] = cards

    def start_timer(self, person, _turn):
        model, task = self.model, self.chance.choice(self.model.shown())
        running = model.timers.get(person.user)
        if running not in (None, task):
            answer = person.post("/timers/start", {"task": task}, expect=409)
            assert answer.code == "timer_running"
            return
        # One that runs for the task already is what was asked for.
        model.done(person.post("/timers/start", {"task": task}))
        model.timers[person.user] = task
        model.happenings += running is None

    def stop_timer(self, person, _turn):
        model = self.model
        running = person.user in model.timers
        answer = person.post(
            "/timers/stop", {"workspace": model.desk.workspace}, expect=200 if running else 409
        )
        if not running:
            assert answer.code == "timer_not_running"
            return
        del model.timers[person.user]
        model.done(answer)
        # The timer stopped, and there is a time entry.
        model.happenings += 2


def count_activity(client, workspace):
    count, cursor = 0, ""
    while cursor is not None:
        page = client.get(f"/workspaces/{workspace}/activity?limit=200{cursor}")
        count += len(page.data)
        cursor = "&cursor=" + page.meta["next_cursor"] if page.meta.get("next_cursor") else None
    return count


def titles_on(board):
    return {
        status: [(card["id"], card["title"]) for card in cards] for status, cards in board.items()
    }


def check_read_models(model, activity_before):
    """Board, task list, activity and timers say what the model says."""
    desk = model.desk
    assert titles_on(board_of(desk.settle(model.position))) == model.board()
    listed = {
        task["id"]: (task["title"], task["status"])
        for task in all_tasks(desk.owner, desk.project)
        if not task["deleted"]
    }
    assert listed == {task: (model.titles[task], model.column_of(task)) for task in model.shown()}
    assert count_activity(desk.owner, desk.workspace) == activity_before + model.happenings
    for person in model.people:
        running = [timer["task"] for timer in person.get("/timers/current").data]
        assert running == [task for user, task in model.timers.items() if user == person.user]


class Reader:
    """Polls while something happens to the read models: each answer is whole."""

    def __init__(self, client, desk):
        self.paths = [
            f"/projects/{desk.project}/board",
            f"/projects/{desk.project}/tasks",
            f"/workspaces/{desk.workspace}/activity",
            "/timers/current",
            "/workspaces",
        ]
        self.client, self.answers, self.failures = client, 0, []
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._poll, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._done.set()
        self._thread.join()
        assert not self.failures, self.failures[0]
        assert self.answers > 0

    def _poll(self):
        tasks = 0
        while not self._done.is_set() and not self.failures:
            for path in self.paths:
                try:
                    answer = self.client.get(path)
                    self.answers += 1
                    if path.endswith("/tasks"):
                        assert len(answer.data) >= tasks, "tasks have vanished"
                        tasks = len(answer.data)
                except AssertionError as failure:
                    self.failures.append(failure)
                    return


def test_every_read_model_says_what_the_model_says_live_and_after_a_rebuild(stack):
    people = [stack.person(name) for name in ("Ada", "Ben", "Cem")]
    desk = Desk(people[0])
    for person in people[1:]:
        desk.add_member(person, "ADMIN")
    model = Model(desk, people)
    player = Player(model, random.Random(20261121))
    activity_before = count_activity(desk.owner, desk.workspace)
    with Follower(people[1], desk.board, "me") as follower:
        for turn in range(COMMANDS):
            player.play(turn)
            if turn % COMMANDS_BETWEEN_LOOKS == 0:
                check_read_models(model, activity_before)
        check_read_models(model, activity_before)
        assert titles_on(settled(follower, model).board()) == model.board()
        with Reader(people[2], desk):
            run("rebuild", "all", *stack.tool_arguments(), **stack.store.variables())
        check_read_models(model, activity_before)
        for turn in range(COMMANDS, COMMANDS + 30):
            player.play(turn)
        check_read_models(model, activity_before)
        assert titles_on(settled(follower, model).board()) == model.board()
        timers = [timer["task"] for timer in follower.held["me"].of_kind("timer").values()]
        assert timers == [task for user, task in model.timers.items() if user == people[1].user]
        assert not follower.faults()


def settled(follower, model):
    """What the follower holds once the board's last change has come."""
    position = model.desk.settle(model.position).data["position"]
    return follower.reach(model.desk.board, position)


def test_a_rebuild_under_load_takes_nothing_from_who_follows(stack):
    ada = stack.person("Ada")
    desk = Desk(ada)
    with Follower(ada, desk.board) as follower, Load([ada], desk.project, threads=3) as load:
        with Reader(as_user(ada, stack.node), desk):
            for _ in range(2):
                load.reach(30)
                run("rebuild", "all", *stack.tool_arguments(), **stack.store.variables())
        load.stop()
        # Each card changes once only, so that one that is missing stays so.
        answer = settle(ada, f"/projects/{desk.project}/board", load.last_position())
        wait_until(
            lambda: follower.held[desk.board].board() == board_of(answer),
            "the follower has every change",
        )
        assert not follower.faults()
