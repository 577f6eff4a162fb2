"""What clients were answered against the log: everything acknowledged once, nothing half done."""

from collections import defaultdict
from dataclasses import dataclass, field


@dataclass
class Attempt:
    """One request. `status` is None when no answer came."""

    request: str  # its X-Request-Id, which the log keeps with each event
    node: str
    sent_at: float
    answered_at: float | None = None
    status: int | None = None
    code: str | None = None


@dataclass
class Command:
    """What somebody asked for under one idempotency key, perhaps several times."""

    kind: str
    user: str
    key: str
    method: str
    path: str
    body: dict | None
    attempts: list = field(default_factory=list)
    data: dict | None = None  # of the first answer that says that it is done
    position: int | None = None
    version: int | None = None
    repeats: list = field(default_factory=list)  # (data, position) of later answers

    @property
    def is_acknowledged(self):
        return self.data is not None


# The event without which a command of this kind cannot have been acknowledged. Others may find that
# all is as it is asked for.
MUST_HAVE = {"create": "TaskCreated", "edit": "TaskEdited"}
# Of the others those after which the task stands so, whoever brought that about.
LEAVES = {"delete": "TaskDeleted", "restore": "TaskRestored"}
# The event that says what was done, and what of it the client asked for.
ASKED = {
    "create": ("TaskCreated", ("title", "status")),
    "edit": ("TaskEdited", ("title",)),
    "move": ("TaskMoved", ("status",)),
    "start_timer": ("TimerStarted", ("task",)),
}


class Audit:
    """Finds each command's events by the request ids that the log keeps."""

    def __init__(self):
        self._of_request = defaultdict(list)
        self._fates = defaultdict(
            list
        )  # of each task: (position, TaskCreated, Deleted or Restored)

    def take(self, events):
        for event in events:
            if event.type in ("TaskCreated", *LEAVES.values()):
                self._fates[event.stream].append((event.position, event.type))
            request = event.about.get("request_id")
            if request:
                self._of_request[request].append(event)

    def check(self, commands, answers):
        """`answers` are the rows of log.commands by (user, key)."""
        return [
            f"{command.kind} {command.key}: {finding}"
            for command in commands
            for finding in self._check(command, answers.get((command.user, command.key)))
        ]

    def _check(self, command, stored):
        events = [
            event for one in command.attempts for event in self._of_request.get(one.request, ())
        ]
        events.sort(key=lambda event: event.position)
        if len({event.about["command_id"] for event in events}) > 1:
            yield f"was carried out more than once, at {[event.position for event in events]}"
        elif events and events[-1].position - events[0].position != len(events) - 1:
            yield f"is torn: its events are at {[event.position for event in events]}"
        for one in command.attempts:
            if one.status and 400 <= one.status < 500 and self._of_request.get(one.request):
                yield f"was answered {one.status} and has events in the log"
        if command.is_acknowledged:
            yield from self._acknowledged(command, events, stored)
        elif events and stored is None:
            yield "has events, and no answer is kept for a repeat"

    def _acknowledged(self, command, events, stored):
        if stored is None:
            yield "was acknowledged, and no answer is kept for a repeat"
        elif stored.data != command.data:
            yield "was answered otherwise than what is kept for a repeat"
        for data, position in command.repeats:
            if (data, position) != (command.data, command.position):
                yield f"repeated, it was answered otherwise, at {position}"
        if not events:
            if command.kind in MUST_HAVE or not self._holds_already(command):
                yield f"was acknowledged at {command.position} and is not in the log"
            return
        if events[-1].position != command.position:
            yield f"was acknowledged at {command.position}, its events end at {events[-1].position}"
        yield from self._content(command, events)

    def _holds_already(self, command):
        """Whether nothing had to be done at the position of the answer."""
        if command.kind not in LEAVES:
            return True
        fates = self._fates["task-" + command.data["id"]]
        last = [kind for position, kind in fates if position <= command.position][-1:]
        if command.kind == "restore":
            return last != ["TaskDeleted"]
        return last == ["TaskDeleted"]

    @staticmethod
    def _content(command, events):
        name, members = ASKED.get(command.kind, (None, ()))
        named = [event for event in events if event.type == name]
        if command.kind in MUST_HAVE and not any(
            event.type == MUST_HAVE[command.kind] for event in events
        ):
            yield f"has {[event.type for event in events]} in the log"
        for event in named:
            for member in members:
                asked = (command.body or {}).get(member)
                if asked is not None and event.body.get(member) != asked:
                    yield f"asked for {member} {asked!r}, the log says {event.body.get(member)!r}"
        if command.kind == "create" and named:
            if named[0].stream != "task-" + command.data["id"]:
                yield "was answered with another task than the log has"
            if (named[0].version, named[0].body["number"]) != (
                command.version,
                command.data["number"],
            ):
                yield "was answered with another version or number than the log has"
