"""Who works in what: people, workspaces, projects, and the live clients that look on."""

import random

import requests

from chaos.recorder import Place, Recorder
from chaos.watcher import Watcher

PEOPLE = ("Mara", "Jonas", "Ida", "Ole")
PASSWORD = "correct horse battery"
REQUEST_SECONDS = 30
PROJECTS_OF_EACH = 2


class Human:
    """An account and a token, at a seat that has the role api."""

    def __init__(self, seat, name, number):
        self.seat, self.token = seat, None
        self.email = f"{name.lower()}.{number}@harbour.example"
        self._enter("register", {"name": name})

    def _enter(self, how, more):
        data = self.post(f"/auth/{how}", {"email": self.email, "password": PASSWORD, **more})[
            "data"
        ]
        self.user, self.token = data["user"]["id"], data["access_token"]

    def log_in(self):
        """A token is good for an hour at most."""
        self.token = None
        self._enter("login", {})

    def _request(self, method, path, body=None, headers=None):
        answer = requests.request(
            method,
            self.seat.url + "/api/v1" + path,
            json=body,
            headers={
                **({"Authorization": "Bearer " + self.token} if self.token else {}),
                **(headers or {}),
            },
            timeout=REQUEST_SECONDS,
            proxies={"http": None},
        )
        if answer.status_code >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer

    def post(self, path, body):
        return self._request("POST", path, body).json()

    def get(self, path, seat, after):
        """(answer, whether it is as new as `after`), asked at another seat."""
        answer = requests.get(
            seat.url + "/api/v1" + path,
            headers={"Authorization": "Bearer " + self.token, "Atelier-After": str(after)},
            timeout=REQUEST_SECONDS,
            proxies={"http": None},
        )
        if answer.status_code != 200:
            return None, False
        return answer.json()["data"], "Atelier-Stale" not in answer.headers


class Setting:
    """The recording clients and the live ones on a stage."""

    def __init__(self, stage, seed):
        dice = random.Random(seed)
        seats = list(stage.seats.values())
        self.humans = [Human(seats[0], name, dice.randrange(10_000)) for name in PEOPLE]
        owner = self.humans[0]
        self.places = [
            self._place(owner, workspace, f"Project {number}")
            for workspace in [self._workspace(owner, name) for name in ("Harbour", "Shipyard")]
            for number in range(PROJECTS_OF_EACH)
        ]
        self.recorder = Recorder(seats, self.places)
        for human in self.humans:
            self.recorder.employ(human.user, human.token, dice.randrange(1 << 30))
        topics = ["me"] + ["board:" + place.project for place in self.places]
        # One follows at each seat, and one more goes from seat to seat.
        self.watchers = [
            Watcher(where, human.token, topics, dice.randrange(1 << 30))
            for where, human in zip([[seat] for seat in seats] + [seats], self.humans)
        ]
        self.watched_by = self.humans[: len(self.watchers)]
        for watcher in self.watchers:
            watcher.start()

    def _workspace(self, owner, name):
        workspace = owner.post("/workspaces", {"name": name})["data"]["id"]
        for human in self.humans[1:]:
            owner.post(f"/workspaces/{workspace}/members", {"email": human.email, "role": "ADMIN"})
        return workspace

    @staticmethod
    def _place(owner, workspace, name):
        project = owner.post(f"/workspaces/{workspace}/projects", {"name": name})["data"]
        return Place(workspace, project["id"], [status["id"] for status in project["statuses"]])

    def renew_tokens(self):
        for human, person in zip(self.humans, self.recorder.people):
            human.log_in()
            person.token = human.token
        for human, watcher in zip(self.watched_by, self.watchers):
            watcher.token = human.token

    def end(self):
        self.recorder.end()
        for watcher in self.watchers:
            watcher.end()
