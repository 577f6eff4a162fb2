"""What holds after every attack, and how to make one. The fixtures act in each module that imports them."""

import pytest

from harness.sockets import RawConnection, raw_request

MEBIBYTE = 1024 * 1024
MEMORY_LIMIT = 120 * MEBIBYTE  # more than before the attack


@pytest.fixture(scope="module", autouse=True)
def memory(node, world):
    """Whatever the tests of this file send, the node stays about as large as it was."""
    world.owner.get("/me")
    before = node.resident_bytes()
    yield
    grown = node.resident_bytes() - before
    assert grown < node.may_grow(MEMORY_LIMIT), f"the node has grown by {grown // MEBIBYTE} MiB"


@pytest.fixture(autouse=True)
def survives(node, world):
    """After each test the node still serves, and its log tells of no bug."""
    yield
    assert node.is_running(), node.log()[-4000:]
    world.owner.get("/me")
    assert "[error]" not in node.log(), node.log()[-4000:]


def tasks_of(world):
    return f"/api/v1/projects/{world.home.project}/tasks"


def authorised(world, method, path, body=b"", *headers):
    return raw_request(method, path, body, [f"Authorization: Bearer {world.owner.token}", *headers])


def ask(node, data):
    with RawConnection(node) as connection:
        connection.send(data)
        return connection.read()
