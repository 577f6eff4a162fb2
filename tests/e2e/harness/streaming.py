"""What events move through: brokers, PostgreSQL clusters, nodes; a test starts and stops them."""

import os
import secrets
import socket
import struct
import subprocess
from pathlib import Path

from harness.client import Client, load_contract
from harness.follower import wait_until
from harness.node import Database, DataFolder, Node, required_environment
from harness.patience import patience

TOOLS = Path(__file__).resolve().parents[3] / "tools"
MODES = ("embedded", "kafka")
TOPICS = ("atelier.events", "atelier.live")
TOOL_SECONDS = patience(240)


def _tool(name, *arguments):
    done = subprocess.run(
        [TOOLS / name, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=TOOL_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{name}: {done.stderr}"


class Broker:
    """A private Kafka that can be stopped and started again with its data."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.address = None

    def reserve(self):
        """Its address, before it is ever started."""
        held = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
        ports = [server.getsockname()[1] for server in held]
        for server in held:
            server.close()
        self.folder.mkdir()
        (self.folder / "ports").write_text("".join(f"{port}\n" for port in ports), encoding="ascii")
        return f"127.0.0.1:{ports[0]}"

    def start(self):
        _tool("kafka/start", self.folder)
        self.address = (self.folder / "address").read_text(encoding="ascii").strip()

    def stop(self):
        _tool("kafka/stop", self.folder)

    def kill(self):
        """As a crash would."""
        os.kill(int((self.folder / "pid").read_text(encoding="ascii")), 9)
        self.stop()


class Cluster:
    """A private PostgreSQL cluster that can be stopped and started again with its data."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def start(self):
        _tool("postgres/start", self.folder, "--test")
        return (self.folder / "address").read_text(encoding="ascii").strip()

    def stop(self):
        _tool("postgres/stop", self.folder)


def _kafka_text(text):
    return struct.pack(">h", len(text)) + text.encode()


def _ask_kafka(address, api, version, body):
    host, port = address.split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        head = struct.pack(">hhi", api, version, 1) + _kafka_text("tests")
        connection.sendall(struct.pack(">i", len(head + body)) + head + body)
        with connection.makefile("rb") as answer:
            return answer.read(struct.unpack(">i", answer.read(4))[0])


def clear_topics(address):
    """Events of another database must not be in the broker: topics are deleted, by Kafka's
    DeleteTopics, version 1."""
    body = (
        struct.pack(">i", len(TOPICS))
        + b"".join(map(_kafka_text, TOPICS))
        + struct.pack(">i", 10_000)
    )

    def are_gone():
        answer = _ask_kafka(address, 20, 1, body)
        # Correlation id, throttle time, count; then name and error of each. 3: an unknown topic.
        place, errors = 12, []
        for _ in TOPICS:
            place += 2 + struct.unpack_from(">h", answer, place)[0]
            errors.append(struct.unpack_from(">h", answer, place)[0])
            place += 2
        return all(error == 3 for error in errors)

    wait_until(are_gone, "the topics are deleted", 60)


def records_of(address, topic="atelier.events"):
    """Every record of a topic, in the order of each partition: (partition, key, headers)."""
    done = subprocess.run(
        [
            "kcat",
            "-b",
            address,
            "-C",
            "-t",
            topic,
            "-o",
            "beginning",
            "-e",
            "-q",
            "-f",
            "%p\t%k\t%h\n",
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    records = []
    for line in done.stdout.splitlines():
        partition, key, headers = line.split("\t")
        parts = [one.split("=", 1) for one in headers.split(",ce_")]
        records.append(
            (int(partition), key, {name.removeprefix("ce_"): value for name, value in parts})
        )
    return records


class Stack:
    """A store, with Kafka where the mode says so, and the nodes on them. Modes: `embedded`,
    `kafka`, and `database`, which is one that is not embedded, without Kafka."""

    def __init__(self, mode, folder, *, store=None, kafka=None):
        self.mode, self.folder = mode, Path(folder)
        self.nodes, self._people = [], {}
        if mode == "embedded":
            self.kafka, self.store = None, store or DataFolder(self.folder / "data")
            return
        self.kafka = None
        if mode == "kafka":
            self.kafka = kafka or required_environment("ATELIER_TEST_KAFKA")
            if kafka is None:
                clear_topics(self.kafka)
        self.store = store or Database()

    def start_node(self, *arguments, **options):
        node = Node(self.store, self.folder, *arguments, kafka=self.kafka, **options)
        self.nodes.append(node)
        return node

    @property
    def node(self):
        return self.nodes[-1]

    def client(self, node=None):
        node = node or self.node
        return Client(node, load_contract(node))

    def person(self, name, node=None):
        """Somebody at a node; the same account each time, since making one takes a while."""
        node = node or self.node
        if name not in self._people:
            self._people[name] = self.client(node)
            self._people[name].register(name)
        return as_user(self._people[name], node)

    def tool_arguments(self):
        """What the other commands of the binary need."""
        return self.store.arguments()

    def close(self):
        for node in self.nodes:
            if node.is_running():
                node.stop()
        if isinstance(self.store, Database):
            self.store.drop()


def as_user(client, node):
    """The same person at another node, or after a restart."""
    same = Client(node, client.contract, client.token)
    same.user, same.email, same.refresh_token = client.user, client.email, client.refresh_token
    return same


class Desk:
    """A workspace with a project and some tasks, as one person sees it."""

    def __init__(self, owner, tasks=3):
        self.owner = owner
        self.workspace = owner.create_workspace("Desk " + secrets.token_hex(4)).data["id"]
        project = owner.create_project(self.workspace)
        self.project = project.data["id"]
        self.statuses = [status["id"] for status in project.data["statuses"]]
        self.tasks = []
        self.position = project.meta["position"]
        for number in range(tasks):
            self.add_task(f"Task {number}")
        self.settle()

    @property
    def board(self):
        return "board:" + self.project

    @property
    def activity(self):
        return "activity:" + self.workspace

    def add_task(self, title):
        answer = self.owner.create_task(self.project, title)
        self.tasks.append(answer.data["id"])
        self.position = answer.meta["position"]
        return answer.data["id"]

    def add_member(self, person, role="MEMBER"):
        self.position = self.owner.add_member(self.workspace, person.email, role).meta["position"]
        self.settle()

    def settle(self, position=None, seconds=60):
        """Waits until the read models have come that far."""
        return settle(
            self.owner, f"/projects/{self.project}/board", position or self.position, seconds
        )


def settle(client, path, position, seconds=60):
    """The answer to GET at that position, however long the read models need."""

    def fresh():
        answer = client.request("GET", path, headers={"Atelier-After": str(position)})
        return answer if answer.status == 200 and "Atelier-Stale" not in answer.headers else None

    return wait_until(fresh, f"{path} at position {position}", seconds)
