import shutil
import tempfile
from pathlib import Path

import pytest

from harness.asyncapi import LiveDocuments
from harness.client import Client, load_contract
from harness.node import Database, DataFolder, Node, run
from harness.streaming import MODES, Stack
from harness.world import Place, World


@pytest.fixture(scope="session")
def folder():
    """Reachable for the database server's user, who is another one when we are root."""
    path = Path(tempfile.mkdtemp(prefix="atelier-e2e-", dir="/tmp"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def database():
    created = Database()
    yield created
    created.drop()


@pytest.fixture(scope="session")
def node(database, folder):
    """A node on a database of its own; most tests talk to this one."""
    started = Node(database, folder)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def embedded_node(folder):
    """A node with nothing but a data folder."""
    started = Node(DataFolder(folder / "data"), folder)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def contract(node):
    return load_contract(node)


@pytest.fixture(scope="session")
def live_documents(node):
    return LiveDocuments(node)


@pytest.fixture(scope="session")
def world(node, contract):
    return World(node, contract)


@pytest.fixture
def anonymous(node, contract):
    return Client(node, contract)


@pytest.fixture
def person(world):
    """Somebody new."""
    client = world.nobody.another()
    client.register("Mara")
    return client


@pytest.fixture
def place(person):
    """A workspace and a project of their own."""
    return Place(person)


@pytest.fixture(params=MODES)
def stack(request, tmp_path):
    """One with a node; tests parametrise it (indirectly) when they want other modes."""
    one = Stack(request.param, tmp_path)
    try:
        one.start_node()
        yield one
    finally:
        one.close()


@pytest.fixture(scope="module")
def store():
    """A database of the file's own: all of it may be searched."""
    made = Database()
    yield made
    made.drop()


@pytest.fixture(scope="module")
def own_node(store, tmp_path_factory):
    started = Node(store, tmp_path_factory.mktemp("own_node"))
    yield started
    started.stop()


def tool_on(database):
    def call(*arguments, expect=0):
        return run(*arguments, *database.arguments(), expect=expect, **database.variables())

    return call


@pytest.fixture(scope="session")
def tool(node, database):
    """Runs a command on the node's database."""
    return tool_on(database)


@pytest.fixture(scope="module")
def tool_here(store):
    """Runs a command on the database of the file's own."""
    return tool_on(store)
