"""HTTP clients. Every answer that passes through one is held against the OpenAPI document."""

import json as json_module
import secrets
import time

import requests

from harness.contract import Contract
from harness.patience import patience

TIMEOUT_SECONDS = patience(30)
FOLLOW_SECONDS = 10
PASSWORD = "correct horse battery"


class Answer:
    def __init__(self, response):
        self.status = response.status_code
        self.headers = response.headers
        self.content = response.content
        self.text = response.text
        try:
            self.json = response.json() if response.content else None
        except ValueError:
            self.json = None

    @property
    def is_csv(self):
        return self.headers.get("Content-Type") == "text/csv; charset=utf-8"

    @property
    def data(self):
        return self.json["data"]

    @property
    def meta(self):
        return self.json["meta"]

    @property
    def code(self):
        return self.json["error"]["code"]

    @property
    def fields(self):
        """What is wrong, by the path of the member."""
        return {field["path"]: field["message"] for field in self.json["error"]["fields"]}

    def wanted(self, status, method, path):
        """Itself, of that status; of whatever it is where None is wanted."""
        got = f"{method} {path}: wanted {status}, got {self!r}"
        assert status is None or self.status == status, got
        return self

    def __repr__(self):
        stale = " (stale)" if "Atelier-Stale" in self.headers else ""
        return f"{self.status}{stale} {self.text:.1000}"


def load_contract(node):
    answer = requests.get(node.url + "/api/v1/openapi.json", timeout=TIMEOUT_SECONDS)
    assert answer.status_code == 200, answer.text
    return Contract(answer.json())


class Client:
    """Somebody who talks to a node; signed in once `token` is set."""

    def __init__(self, node, contract, token=None):
        self.node, self.contract, self.token = node, contract, token
        self.session = requests.Session()
        self.session.trust_env = False
        self.user = self.refresh_token = self.email = None

    def another(self, token=None):
        return Client(self.node, self.contract, token)

    def request(
        self,
        method,
        path,
        json=None,
        *,
        expect=None,
        headers=None,
        body=None,
        query=None,
        token=None,
    ):
        """`body` is sent as it is, `json` as JSON; `token` is used instead of the client's own ("" is none)."""
        all_headers = {}
        token = self.token if token is None else token
        if token:
            all_headers["Authorization"] = "Bearer " + token
        if json is not None:
            body = json_module.dumps(json)
        if body is not None:
            all_headers["Content-Type"] = "application/json"
            body = body.encode() if isinstance(body, str) else body
        all_headers.update(headers or {})
        full = path if path.startswith(("/api/", "/.", "/health", "/metrics")) else "/api/v1" + path
        response = self.session.request(
            method,
            self.node.url + full,
            data=body,
            params=query,
            timeout=TIMEOUT_SECONDS,
            headers={name: value for name, value in all_headers.items() if value is not None},
            allow_redirects=False,
        )
        answer = Answer(response)
        self.contract.check(method, full.split("?")[0], answer)
        return answer.wanted(expect, method, path)

    def get(self, path, after=None, expect=200, **options):
        """Reads; with `after` (an answer of a command, or a position) what that did is to be seen. A position that
        does not come gives a stale answer."""
        if after is not None:
            position = after if isinstance(after, int) else after.meta["position"]
            options["headers"] = {"Atelier-After": str(position), **(options.get("headers") or {})}
        end = time.monotonic() + patience(FOLLOW_SECONDS)
        while True:
            answer = self.request("GET", path, **options)
            # The node itself has waited for two seconds, which a busy machine may need more of.
            if after is None or "Atelier-Stale" not in answer.headers or time.monotonic() > end:
                return answer.wanted(expect, "GET", path)

    def post(self, path, json=None, expect=200, **options):
        return self.request("POST", path, json, expect=expect, **options)

    def patch(self, path, json, expect=200, **options):
        return self.request("PATCH", path, json, expect=expect, **options)

    def delete(self, path, expect=200, **options):
        return self.request("DELETE", path, expect=expect, **options)

    def register(self, name="Somebody", email=None, password=PASSWORD):
        self.email = email or f"{secrets.token_hex(6)}@harbour.example"
        body = {"email": self.email, "password": password, "name": name}
        return self.signed_in(self.post("/auth/register", body, expect=201))

    def log_in(self, email=None, password=PASSWORD):
        self.email = email or self.email
        return self.signed_in(self.post("/auth/login", {"email": self.email, "password": password}))

    def refresh(self, expect=200):
        answer = self.post(
            "/auth/refresh", {"refresh_token": self.refresh_token}, expect=expect, token=""
        )
        return self.signed_in(answer) if expect == 200 else answer

    def signed_in(self, answer):
        self.token = answer.data["access_token"]
        self.refresh_token = answer.data["refresh_token"]
        self.user = answer.data["user"]["id"]
        return answer

    def position(self):
        """How far the read models are, as an answer says it."""
        return int(self.get("/workspaces").headers["Atelier-Position"])

    # Things that most tests begin with.
    def create_workspace(self, name=None, **members):
        return self.post(
            "/workspaces",
            {"name": name or "Harbour " + secrets.token_hex(4), **members},
            expect=201,
        )

    def add_member(self, workspace, email, role, expect=200):
        return self.post(
            f"/workspaces/{workspace}/members", {"email": email, "role": role}, expect=expect
        )

    def create_project(self, workspace, name="Timetable", **members):
        return self.post(f"/workspaces/{workspace}/projects", {"name": name, **members}, expect=201)

    def create_task(self, project, title="Paint the buoy", **members):
        return self.post(f"/projects/{project}/tasks", {"title": title, **members}, expect=201)

    def move_task(self, task, status, expect=200, **place):
        return self.post(f"/tasks/{task}/move", {"status": status, **place}, expect=expect)

    def board(self, project, after):
        """The columns of the board, by name: the titles of their cards from the top."""
        columns = self.get(f"/projects/{project}/board", after).data["columns"]
        return {column["name"]: [card["title"] for card in column["cards"]] for column in columns}
