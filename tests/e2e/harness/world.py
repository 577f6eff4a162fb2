"""People and things to try on: a workspace with one member of each role, strangers, and somebody else's workspace."""

from harness.client import Client

ROLES = ("OWNER", "ADMIN", "MANAGER", "MEMBER", "VIEWER")


class Place:
    """A workspace with a project, of one owner."""

    def __init__(self, owner):
        self.owner = owner
        self.workspace = owner.create_workspace().data["id"]
        answer = owner.create_project(self.workspace)
        self.project = answer.data["id"]
        self.statuses = [status["id"] for status in answer.data["statuses"]]
        self.position = answer.meta["position"]

    def task(self, **members):
        """A new task, to be seen in the read models."""
        answer = self.owner.create_task(self.project, **members)
        self.position = answer.meta["position"]
        self.owner.get(f"/tasks/{answer.data['id']}", answer)
        return answer.data["id"]


class World:
    def __init__(self, node, contract):
        self.contract = contract
        self.people = {}
        for name in (*ROLES, "stranger", "foreigner"):
            self.people[name] = Client(node, contract)
            self.people[name].register(name.title())
        self.home = Place(self.people["OWNER"])
        self.abroad = Place(self.people["foreigner"])
        for role in ROLES[1:]:
            answer = self.people["OWNER"].add_member(
                self.home.workspace, self.people[role].email, role
            )
            self.home.position = answer.meta["position"]
        self.people["VIEWER"].get(f"/workspaces/{self.home.workspace}/members", self.home.position)
        self.nobody = Client(node, contract)

    def __getattr__(self, name):
        people = self.__dict__["people"]
        return people[name] if name in people else people[name.upper()]
