"""Mara, who is going to be erased, and a workspace in which she did a bit of everything."""

import secrets

from harness.client import PASSWORD, Client, load_contract
from harness.streaming import Desk

NAME = "Mara Quillfeather"
AGENT = "quillphone/1"


def client_of(node):
    return Client(node, load_contract(node))


def mara_at(node):
    mara = client_of(node)
    mara.session.headers["User-Agent"] = AGENT
    mara.register(NAME, f"mara.{secrets.token_hex(4)}@quill.example")
    return mara


class Scene:
    """A workspace of Ada's in which Mara did a bit of everything."""

    def __init__(self, node, mara=None):
        self.ada = client_of(node)
        self.ada.register("Ada")
        self.mara = mara or mara_at(node)
        self.desk = Desk(self.ada)
        self.desk.add_member(self.mara)
        task = self.desk.tasks[0]
        self.mara.patch(f"/tasks/{task}", {"assignees": [self.mara.user], "title": "Mend the net"})
        self.mara.move_task(task, self.desk.statuses[1])
        entry = {"task": task, "started_at": "2026-01-05T08:00:00Z", "duration_seconds": 600}
        self.mara.post("/time-entries", entry, expect=201)
        self.ada.post(
            f"/projects/{self.desk.project}/members",
            {"user": self.mara.user, "role": "DEVELOPER"},
        )
        started = self.mara.post("/timers/start", {"task": task}, expect=None)
        assert started.status in (200, 201)
        self.settle(started)

    def settle(self, answer):
        self.desk.settle(answer.meta["position"])

    def answers(self, client=None):
        """What every query about the workspace, the project and the task says, by operation."""
        client = client or self.ada
        ids = {
            "workspace": self.desk.workspace,
            "project": self.desk.project,
            "task": self.desk.tasks[0],
        }
        said = {}
        for operation in client.contract.operations:
            if operation.method != "get" or set(operation.parameters) - set(ids):
                continue
            if operation.permission == "ANYONE":
                continue
            answer = client.request("GET", operation.path.format(**ids))
            said[operation.id] = answer.content.decode("utf-8", "replace")
        return said

    def showing(self, text, client=None):
        return {name for name, said in self.answers(client).items() if text in said}


def erase(mara, expect=200):
    return mara.request("DELETE", "/me", {"password": PASSWORD}, expect=expect)
