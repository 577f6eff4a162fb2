"""People, workspaces and projects that the load is made of. People sign in at a node's HTTP API as
anybody does."""

from concurrent.futures import ThreadPoolExecutor

import requests

PASSWORD = "correct horse battery"
WORKSPACES = 4
PROJECTS = 4  # of each workspace
SECONDS = 60


class Person:
    """Somebody who is signed in. Answers other than 2xx are errors."""

    def __init__(self, name):
        self.name, self.email = name, f"{name.lower()}@harbour.example"
        self.token = self.id = None
        self.session = requests.Session()
        self.session.trust_env = False

    def ask(self, node, method, path, body=None, headers=None):
        answer = self.session.request(
            method,
            node.url + "/api/v1" + path,
            json=body,
            timeout=SECONDS,
            headers={
                **({"Authorization": "Bearer " + self.token} if self.token else {}),
                **(headers or {}),
            },
        )
        if not answer.ok:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer

    def ask_plain(self, node, path):
        """GET of a path beside the API."""
        answer = self.session.get(node.url + path, timeout=SECONDS)
        assert answer.ok, f"{path}: {answer.status_code}"

    def post(self, node, path, body):
        return self.ask(node, "POST", path, body).json()

    def register(self, node):
        body = {"email": self.email, "password": PASSWORD, "name": self.name}
        self._signed_in(self.post(node, "/auth/register", body))

    def sign_in(self, node):
        self.token = None
        self._signed_in(self.post(node, "/auth/login", {"email": self.email, "password": PASSWORD}))

    def _signed_in(self, answer):
        self.token, self.id = answer["data"]["access_token"], answer["data"]["user"]["id"]


class Project:
    def __init__(self, workspace, data):
        self.workspace, self.id = workspace, data["id"]
        self.statuses = [status["id"] for status in data["statuses"]]


class Town:
    """Everybody is a member of every workspace: whoever has a connection can watch any board."""

    def __init__(self, node, store, people):
        self.store = store
        self.people = [Person(f"Person{number}") for number in range(people)]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda person: person.register(node), self.people))
        owner = self.people[0]
        self.workspaces = []
        self.projects = []
        for number in range(WORKSPACES):
            workspace = owner.post(node, "/workspaces", {"name": f"Harbour {number}"})["data"]["id"]
            self.workspaces.append(workspace)
            for person in self.people[1:]:
                body = {"email": person.email, "role": "MEMBER"}
                self.position = owner.post(node, f"/workspaces/{workspace}/members", body)["meta"][
                    "position"
                ]
            for other in range(PROJECTS):
                made = owner.post(
                    node, f"/workspaces/{workspace}/projects", {"name": f"Pier {other}"}
                )
                self.projects.append(Project(workspace, made["data"]))

    def sign_in(self, node):
        """Everybody anew, before their tokens expire."""
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda person: person.sign_in(node), self.people))

    @property
    def owner(self):
        return self.people[0]


def settle(node, person, position, path="/workspaces", seconds=600):
    """Waits until the read models of a node are at that position."""
    waits = -(-seconds // 2)  # each request waits two seconds at most
    for _ in range(waits):
        answer = person.ask(node, "GET", path, headers={"Atelier-After": str(position)})
        if "Atelier-Stale" not in answer.headers:
            return
    raise RuntimeError(f"the read models are not at {position} after {seconds} s")
