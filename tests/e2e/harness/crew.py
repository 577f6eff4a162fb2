"""A project in which somebody has each role there, which is not what their role in the workspace would allow."""

from harness.world import Place

# The role in the project, and the one in the workspace that it counts instead of.
CREW = {"LEAD": "VIEWER", "DEVELOPER": "VIEWER", "MEMBER": "VIEWER", "VIEWER": "MEMBER"}


class Crew:
    """As a World whose home is that project; `project_roles` says who is what in every project of it."""

    def __init__(self, world):
        self.owner, self.nobody, self.stranger = world.owner, world.nobody, world.stranger
        self.home = Place(self.owner)
        self.people, self.project_roles = {}, {}
        for role, in_workspace in CREW.items():
            person = world.nobody.another()
            person.register(role.title())
            self.owner.add_member(self.home.workspace, person.email, in_workspace)
            self.people[role], self.project_roles[person.user] = person, role
        self.join(self.home.project)

    def join(self, project):
        """Gives everybody their role in one more project."""
        for user, role in self.project_roles.items():
            answer = self.owner.post(f"/projects/{project}/members", {"user": user, "role": role})
        self.owner.get(f"/projects/{project}/members", answer)
