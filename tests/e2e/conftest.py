import shutil
import tempfile
from pathlib import Path

import pytest

from harness.asyncapi import LiveDocuments
from harness.client import Client, load_contract
from harness.node import Database, DataFolder, Node, run
from harness.world import World


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


@pytest.fixture(scope="session")
def tool(node, database):
    """Runs a command on the node's database."""

    def call(*arguments, expect=0):
        return run(*arguments, *database.arguments(), expect=expect, **database.variables())

    return call
