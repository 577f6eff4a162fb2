"""The live clients: tools/bench_programs/live_clients, and the boards and commands that it is given."""

import json
import subprocess
from contextlib import contextmanager

CARDS = 20
TURNS = 4  # each task goes through the columns so often in the list of commands


def make_board(bench, node):
    """A project of some cards, and commands that change it: (project, lines for live_clients)."""
    town = bench.town()
    owner = town.owner
    made = owner.post(node, f"/workspaces/{town.workspaces[0]}/projects", {"name": "Lock"})["data"]
    tasks = [
        owner.post(node, f"/projects/{made['id']}/tasks", {"title": f"Oil gate {number}"})["data"][
            "id"
        ]
        for number in range(CARDS)
    ]
    lines = []
    for turn in range(TURNS):
        for task in tasks:
            person = town.people[len(lines) % len(town.people)]
            body = json.dumps(
                {"status": made["statuses"][(turn + 1) % TURNS]["id"], "place": "top"}
            )
            lines.append(f"{person.token}\t/api/v1/tasks/{task}/move\t{body}\n")
    return made["id"], lines


class LiveClients:
    def __init__(self, process, first):
        self.process = process
        self.connected, self.seconds = first["connected"], first["seconds"]

    def order(self, text):
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()
        return self._answer(self.process)

    @staticmethod
    def _answer(process):
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"live_clients ended with {process.wait()}")
        return json.loads(line)

    def run(self, rate, seconds):
        """Commands are sent evenly; what came of them."""
        said = self.order(f"run {rate} {seconds}")
        if said["refused"]:
            raise RuntimeError(f"commands were refused: {said}")
        return said

    def count(self):
        return self.order("count")["connected"]


@contextmanager
def live_clients(bench, node, project, lines, count):
    folder = bench.new_folder("live")
    (folder / "tokens").write_text(
        "".join(person.token + "\n" for person in bench.town().people), encoding="ascii"
    )
    (folder / "commands").write_text("".join(lines), encoding="ascii")
    host, port = node.address
    process = subprocess.Popen(
        [bench.program("live_clients"), host, str(port), str(count), f"board:{project}"]
        + [folder / "tokens", folder / "commands"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield LiveClients(process, LiveClients._answer(process))
    finally:
        process.stdin.close()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
