"""Clients that command and write down what they were answered."""

import http.client
import json
import random
import secrets
import threading
import time

from chaos.checker.commands import Attempt, Command

REQUEST_SECONDS = 10
RETRY_SECONDS = 0.1
THINK_SECONDS = 0.03
MOST_SHOWN = 60  # cards on a board: beyond it more is deleted than created
ABANDONED = 0.15  # of the commands that get no answer: nobody asks again
ASKED_AGAIN = 0.1  # of the acknowledged ones: the answer must be the same
PASSING = {None, 429, 503}  # what may go by itself
REFUSED_BY_MISTAKE = (400, 401, 403, 422)  # nobody asks for what they may not, or wrongly
KINDS = (
    ("create", 3),
    ("move", 6),
    ("edit", 4),
    ("delete", 2),
    ("restore", 2),
    ("start_timer", 2),
    ("pause_timer", 1),
    ("resume_timer", 1),
    ("stop_timer", 2),
    ("discard_timer", 1),
)


class Place:
    """A project that several people work in, as they know it from answers."""

    def __init__(self, workspace, project, statuses):
        self.workspace, self.project, self.statuses = workspace, project, statuses
        self.shown, self.deleted = [], []

    def learn(self, command):
        task = command.data.get("id")
        if command.kind == "create" and task not in self.shown:
            self.shown.append(task)
        elif command.kind == "delete":
            self._shift(task, self.shown, self.deleted)
        elif command.kind == "restore":
            self._shift(task, self.deleted, self.shown)

    @staticmethod
    def _shift(task, here, there):
        if task in here:
            here.remove(task)
        if task not in there:
            there.append(task)


class Person(threading.Thread):
    """Commands one after the other, at any seat, each until it is answered or given up."""

    def __init__(self, recorder, user, token, seed):
        super().__init__(daemon=True)
        self.recorder, self.user, self.token = recorder, user, token
        self.dice = random.Random(seed)
        self.failure = None
        self._connections = {}
        self._number = 0

    def run(self):
        try:
            while self.recorder.enter():
                try:
                    self._work()
                finally:
                    self.recorder.leave()
                self.recorder.wait(THINK_SECONDS)
        except Exception as failure:  # the round tells it
            self.failure = failure

    def _work(self):
        place = self.dice.choice(self.recorder.places)
        drawn = self._draw(place)
        if drawn is None:
            return
        kind, method, path, body = drawn
        command = Command(kind, self.user, secrets.token_hex(12), method, path, body)
        self.recorder.add(command)
        self._carry_out(command)
        if command.is_acknowledged:
            place.learn(command)
            if self.dice.random() < ASKED_AGAIN:
                self._attempt(command)

    def _draw(self, place):
        self._number += 1
        dice = self.dice
        kind = dice.choices(*zip(*KINDS))[0]
        if kind == "create" and len(place.shown) > MOST_SHOWN:
            kind = "delete"
        if not place.shown:
            kind = "create"
        task = f"/tasks/{dice.choice(place.shown)}" if place.shown else None
        title = f"{kind} {self.user[-4:]}.{self._number} {secrets.token_hex(3)}"
        if kind == "create":
            body = {"title": title, "status": dice.choice(place.statuses)}
            return kind, "POST", f"/projects/{place.project}/tasks", body
        if kind == "move":
            where = dice.choice([{}, {"place": "top"}])
            return kind, "POST", f"{task}/move", {"status": dice.choice(place.statuses), **where}
        if kind == "edit":
            more = dice.choice(
                [{}, {"priority": dice.choice(["LOW", "HIGH"])}, {"due": "2031-05-01"}]
            )
            return kind, "PATCH", task, {"title": title, **more}
        if kind == "delete":
            return kind, "DELETE", task, None
        if kind == "restore":
            if not place.deleted:
                return None
            return kind, "POST", f"/tasks/{dice.choice(place.deleted)}/restore", {}
        if kind == "start_timer":
            return kind, "POST", "/timers/start", {"task": task[7:], "stop_running": True}
        return kind, "POST", f"/timers/{kind[:-6]}", {"workspace": place.workspace}

    def _carry_out(self, command):
        gives_up = self.dice.random() < ABANDONED
        while True:
            attempt = self._attempt(command)
            is_in_use = attempt.code == "idempotency_key_in_use"
            if attempt.status not in self.recorder.passing and not is_in_use:
                return
            if gives_up or self.recorder.is_ending:
                return
            self.recorder.wait(RETRY_SECONDS)

    def _attempt(self, command):
        seat = self.dice.choice(self.recorder.seats)
        attempt = Attempt("chaos-" + secrets.token_hex(10), seat.name, time.monotonic())
        command.attempts.append(attempt)
        try:
            status, answer = self._ask(seat, command, attempt.request)
        except (OSError, http.client.HTTPException, ValueError):
            self._connections.pop(seat.name).close()
            return attempt
        attempt.answered_at, attempt.status = time.monotonic(), status
        if status < 300:
            self._acknowledge(command, attempt, answer)
        else:
            attempt.code = answer["error"]["code"]
            self.recorder.refused(command, attempt, answer)
        return attempt

    def _ask(self, seat, command, request):
        connection = self._connections.get(seat.name)
        if connection is None:
            connection = http.client.HTTPConnection(*seat.address, timeout=REQUEST_SECONDS)
            self._connections[seat.name] = connection
        connection.request(
            command.method,
            "/api/v1" + command.path,
            None if command.body is None else json.dumps(command.body),
            {
                "Authorization": "Bearer " + self.token,
                "Content-Type": "application/json",
                "Idempotency-Key": command.key,
                "X-Request-Id": request,
            },
        )
        response = connection.getresponse()
        return response.status, json.loads(response.read())

    def _acknowledge(self, command, attempt, answer):
        data, position = answer["data"], answer["meta"]["position"]
        if command.is_acknowledged:
            command.repeats.append((data, position))
        else:
            command.data, command.position = data, position
            command.version = answer["meta"].get("version")
        self.recorder.acknowledged(attempt, position)


class Recorder:
    """Everybody's commands. Work goes on while the gate is open; `pause` waits until nobody is in
    the middle of one."""

    def __init__(self, seats, places):
        self.seats, self.places = list(seats), places
        self.people = []
        self.commands, self.acks, self.wrong = [], [], []
        self.is_ending = False
        self.passing = PASSING
        self._changed = threading.Condition()
        self._is_open, self._busy = False, 0
        self._never = threading.Event()

    def employ(self, user, token, seed):
        self.people.append(Person(self, user, token, seed))
        self.people[-1].start()

    def wait(self, seconds):
        self._never.wait(seconds)

    def enter(self):
        with self._changed:
            self._changed.wait_for(lambda: self._is_open or self.is_ending)
            self._busy += not self.is_ending
            return not self.is_ending

    def leave(self):
        with self._changed:
            self._busy -= 1
            self._changed.notify_all()

    def open(self, passing=()):
        """`passing` are more statuses after which a command is tried again this time."""
        with self._changed:
            self.passing = PASSING | set(passing)
            self._is_open = True
            self._changed.notify_all()

    def pause(self, seconds):
        """Whether everybody has come to rest in that time."""
        with self._changed:
            self._is_open = False
            return self._changed.wait_for(lambda: self._busy == 0, seconds)

    def add(self, command):
        with self._changed:
            self.commands.append(command)

    def take_commands(self):
        """Those of this round; the next one begins with none."""
        with self._changed:
            taken, self.commands, self.acks = self.commands, [], []
            wrong, self.wrong = self.wrong, []
            return taken, wrong

    def acknowledged(self, attempt, position):
        with self._changed:
            self.acks.append((attempt.sent_at, attempt.answered_at, attempt.node, position))
            self._changed.notify_all()

    def refused(self, command, attempt, answer):
        """What is no refusal by the business, and will not pass by itself."""
        is_fault = attempt.status >= 500 or attempt.status in REFUSED_BY_MISTAKE
        if is_fault and attempt.status not in self.passing:
            with self._changed:
                self.wrong.append(f"{command.kind} at {attempt.node}: {attempt.status} {answer}")

    def wait_acks(self, count, seconds):
        with self._changed:
            wanted = len(self.acks) + count
            return self._changed.wait_for(lambda: len(self.acks) >= wanted, seconds)

    def first_ack(self, node, since, seconds):
        """(answered at, position) of the first command that was sent to that node after `since`."""
        end = time.monotonic() + seconds

        def found():
            return next((ack for ack in self.acks if ack[2] == node and ack[0] >= since), None)

        with self._changed:
            self._changed.wait_for(lambda: found() or time.monotonic() > end, seconds)
            ack = found()
            return ack and (ack[1], ack[3])

    def failures(self):
        return [f"a client failed: {one.failure!r}" for one in self.people if one.failure]

    def end(self):
        with self._changed:
            self.is_ending = True
            self._changed.notify_all()
        for person in self.people:
            person.join(REQUEST_SECONDS + 5)
