"""Board, tasks, timers and time entries as the log says them, by plain rules."""

from datetime import datetime

ENDS_A_STRETCH = ("TimerPaused", "TimerStopped")
EDITED = {
    "title": "title",
    "description": "description",
    "priority": "priority",
    "assignees": "assignees",
    "labels": "labels",
    "due": "due",
    "kind": "type",
    "start": "start",
    "estimate_seconds": "estimate_seconds",
}


def milliseconds(instant):
    """Of an RFC 3339 time in UTC."""
    return round(datetime.fromisoformat(instant.replace("Z", "+00:00")).timestamp() * 1000)


class Fold:
    """`take` events in order; what cannot be is a finding."""

    def __init__(self):
        self.projects, self.tasks, self.timers, self.entries = {}, {}, {}, {}
        self.timer_of_entry = {}
        self.position = 0

    def take(self, events):
        return [finding for event in events for finding in self._take(event)]

    def _take(self, event):
        kind, entity = event.kind_and_id
        self.position = event.position
        act = {
            "project": self._project,
            "task": self._task,
            "timer": self._timer,
            "time_entry": self._entry,
        }.get(kind)
        for finding in (act(event, entity) or ()) if act else ():
            yield f"position {event.position}, {event.type}: {finding}"

    def _project(self, event, project):
        body = event.body
        if event.type == "ProjectCreated":
            self.projects[project] = {
                "workspace": body["workspace"],
                "key": body["key"],
                "name": body["name"],
                "statuses": body["statuses"],
            }
        elif event.type == "ProjectEdited":
            self.projects[project].update(
                {name: body[name] for name in ("key", "name") if name in body}
            )

    def _task(self, event, task):
        body = event.body
        if event.type == "TaskCreated":
            if task in self.tasks:
                return [f"task {task} is created a second time"]
            self.tasks[task] = {
                **{name: body[name] for name in ("project", "number", "status", "rank")},
                **{ours: body.get(stored) for stored, ours in EDITED.items()},
                "announced_due": None,
                "timers": [],
                "archived": False,
                "deleted": False,
            }
        elif task not in self.tasks:
            return [f"task {task} was never created"]
        else:
            self._change_task(self.tasks[task], event.type, body)
        self.tasks[task].update(version=event.version, position=event.position)
        return []

    @staticmethod
    def _change_task(task, kind, body):
        if kind == "TaskEdited":
            task.update({EDITED[name]: value for name, value in body.items()})
        elif kind == "TaskMoved":
            task.update(status=body["status"], rank=body["rank"])
        elif kind in ("TaskArchived", "TaskUnarchived"):
            task["archived"] = kind == "TaskArchived"
        elif kind in ("TaskDeleted", "TaskRestored"):
            task["deleted"] = kind == "TaskDeleted"
        elif kind == "TaskBecameOverdue":
            task["announced_due"] = body["due"]

    def _timer(self, event, timer):
        body, known = event.body, self.timers.get(timer)
        if event.type == "TimerStarted":
            findings = ["one is active already"] if known and known["active"] else []
            self.timers[timer] = {
                **{name: body[name] for name in ("user", "workspace", "task", "note")},
                "billable": body.get("billable", False),
                "entry": body["entry"],
                "active": True,
                "started_at": body["started_at"],
                "running_since": body["started_at"],
                "tracked_ms": 0,
            }
            self._show(timer, True)
            return findings
        if event.type not in ("TimerPaused", "TimerResumed", "TimerStopped", "TimerDiscarded"):
            return []
        if not known or not known["active"]:
            return ["no timer is active"]
        return self._change_timer(event, timer, known)

    def _change_timer(self, event, timer, known):
        findings = []
        if event.type in ENDS_A_STRETCH and known["running_since"]:
            ended = event.body["paused_at" if event.type == "TimerPaused" else "stopped_at"]
            known["tracked_ms"] += milliseconds(ended) - milliseconds(known["running_since"])
            findings = list(self._stretch(event, known))
        if event.type == "TimerResumed":
            known.update(entry=event.body["entry"], running_since=event.body["resumed_at"])
        else:
            known["running_since"] = None
        if event.type in ("TimerStopped", "TimerDiscarded"):
            known["active"] = False
        self._show(timer, event.type == "TimerResumed")
        return findings

    def _stretch(self, event, timer):
        """A stretch that ends is a time entry, written by the same command."""
        entry = self.entries.get(event.body["entry"])
        if entry is None:
            yield f"half done: there is no time entry {event.body['entry']}"
        elif entry["command"] != event.about["command_id"]:
            yield "half done: its time entry is of another command"
        elif entry["started_at"] != timer["running_since"] or entry["task"] != timer["task"]:
            yield "its time entry is of another stretch"

    def _show(self, timer, runs):
        """On the card of its task."""
        row = self.timers[timer]
        card = self.tasks.get(row["task"])
        if card is None:
            return
        card["timers"] = [user for user in card["timers"] if user != row["user"]]
        if runs:
            card["timers"].append(row["user"])

    def _entry(self, event, entry):
        body = event.body
        if event.type == "TimeEntryAdded":
            self.entries[entry] = {
                **{name: body[name] for name in ("user", "workspace", "task", "note")},
                **{name: body[name] for name in ("started_at", "stopped_at", "billable")},
                "deleted": False,
                "command": event.about["command_id"],
            }
            if milliseconds(body["stopped_at"]) < milliseconds(body["started_at"]):
                return ["the time entry ends before it begins"]
        elif entry not in self.entries:
            return [f"time entry {entry} was never added"]
        elif event.type == "TimeEntryEdited":
            self.entries[entry].update(body)
        elif event.type == "TimeEntryDeleted":
            self.entries[entry]["deleted"] = True
        self.entries[entry]["version"] = event.version
        return []

    # What people see of it.

    def cards(self, project):
        """The cards on a board as the API shows them, by id."""
        shown = {}
        for task, row in self.tasks.items():
            if row["project"] == project and not row["archived"] and not row["deleted"]:
                shown[task] = self._card(task, row)
        return shown

    def _card(self, task, row):
        project = self.projects[row["project"]]
        done = {one["id"] for one in project["statuses"] if one["category"] == "DONE"}
        missed = row["due"] is not None and row["due"] == row["announced_due"]
        names = ("title", "status", "rank", "priority", "assignees", "labels", "due", "type")
        card = {
            "id": task,
            "key": f"{project['key']}-{row['number']}",
            **{name: row[name] for name in (*names, "start", "estimate_seconds", "timers")},
            "overdue": missed and row["status"] not in done,
        }
        return {name: value for name, value in card.items() if value is not None}

    def running_timers(self, user):
        """Somebody's active timers as the API shows them, by workspace."""
        return {
            row["workspace"]: {
                **{name: row[name] for name in ("workspace", "task", "note", "billable")},
                "started_at": row["started_at"],
                **({"running_since": row["running_since"]} if row["running_since"] else {}),
                "tracked_seconds": row["tracked_ms"] // 1000,
            }
            for row in self.timers.values()
            if row["user"] == user and row["active"]
        }
