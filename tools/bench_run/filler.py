"""Long logs in short time: events are appended in batches by `log.append_requests`, the function that nodes
call. Ids follow from numbers, so that what was made can be named."""

import hashlib
import uuid

import psycopg2

from bench_run import HERE
from bench_run.database import database_url

BATCH = 5_000  # events
MOVES = 9  # of each task


def _id(kind, number):
    return str(uuid.UUID(hashlib.md5(f"bench {kind} {number}".encode()).hexdigest()))


def project_id(number):
    return _id("project", number)


def task_id(number):
    return _id("task", number)


class Filler:
    """Writes into the log of a node's data folder, with the node running."""

    def __init__(self, store, town):
        self.town = town
        self.connection = psycopg2.connect(database_url(store))
        self.connection.autocommit = True
        self.common = {
            "workspaces": town.workspaces,
            "people": [person.id for person in town.people],
            "like": town.projects[-1].id,  # what new projects are made as
            "statuses": town.projects[-1].statuses,
        }
        self.next_project = self.next_task = self.next_entry = 0

    def close(self):
        self.connection.close()

    def _append(self, kind, first, last, step, **parameters):
        events = (HERE / f"sql/{kind}.sql").read_text(encoding="utf-8")
        statement = (HERE / "sql/append.sql").read_text(encoding="utf-8").format(events=events)
        with self.connection.cursor() as cursor:
            for begin in range(first, last + 1, step):
                end = min(last, begin + step - 1)
                cursor.execute(
                    statement, {**self.common, **parameters, "first": begin, "last": end}
                )
                ((outcome,),) = cursor.fetchall()
                assert outcome == "accepted", outcome

    def projects(self, count):
        """Makes them, in the workspaces in turn; the number of the first."""
        first, self.next_project = self.next_project, self.next_project + count
        self._append("projects", first, first + count - 1, BATCH)
        return first

    def tasks(self, projects, a_project, moves=MOVES):
        """New projects with so many tasks each. The number of the first project, and of its first
        task: task `n` is in project `n // a_project`, so that all calls on one log must say the same.
        """
        first_project = self.projects(projects)
        first, last = first_project * a_project, (first_project + projects) * a_project - 1
        self._append(
            "tasks", first, last, max(1, BATCH // (moves + 1)), a_project=a_project, moves=moves
        )
        return first_project, first

    def events(self, count, a_project=100):
        """About so many events: projects of `a_project` tasks, each moved a few times."""
        return self.tasks(max(1, count // (a_project * (MOVES + 1) + 1)), a_project)

    def entries(self, count, workspace, tasks):
        first, self.next_entry = self.next_entry, self.next_entry + count
        self._append("entries", first, first + count - 1, BATCH, workspace=workspace, tasks=tasks)
