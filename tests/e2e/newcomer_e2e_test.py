"""The README's first command as a newcomer runs it: what it prints can be followed to the letter."""

import itertools
import os
import re
import socket
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UP_SECONDS = 240

pytestmark = pytest.mark.skipif(
    "build/release/" not in os.environ.get("ATELIER_BINARY", ""),
    reason="tools/up runs what the preset release built",
)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def shell(command, seconds=60):
    return subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=seconds
    )


@pytest.fixture(params=["", "--kafka"], ids=["embedded", "kafka"])
def up(request, folder):
    data = folder / ("newcomer" + request.param)
    listen = f"127.0.0.1:{free_port()}"
    command = f"tools/up --detach --data {data}/data --listen {listen} {request.param}"
    first = shell(command, UP_SECONDS)
    try:
        assert first.returncode == 0, first.stdout + first.stderr
        yield first.stdout, command, listen
    finally:
        down = shell(f"tools/down --data {data}/data", 60)
    assert down.returncode == 0, down.stdout + down.stderr


def printed(text, start):
    """The printed command that begins so, with the lines that it goes on in."""
    found = re.search(rf"^\s*({start}(?:[^\n]*\\\n)*[^\n]*)", text, re.MULTILINE)
    assert found, f"{start} is not in:\n{text}"
    return found.group(1)


def test_what_up_prints_can_be_followed(up):
    text, command, listen = up
    assert f"http://{listen}" in text and "mara@harbour.example" in text

    sign_in = printed(text, "TOKEN=")
    read = printed(text, r"curl -s \S+/board ")
    move = printed(text, r"curl -s \S+/move ")
    board = shell(f"{sign_in}\n{read}")
    assert board.stdout.startswith('{"success":true,"data":{"project"'), board
    watch = subprocess.Popen(
        ["bash", "-c", "exec " + printed(text, r"\S*atelier watch ")],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )
    try:
        assert "snapshot" in watch.stdout.readline()
        moved = shell(f"{sign_in}\n{move}")
        assert moved.stdout.startswith('{"success":true'), moved
        # Cards of the demo that are late by now are announced at the same time.
        lines = iter(watch.stdout.readline, "")
        assert any("TaskMoved" in line for line in itertools.islice(lines, 100))
    finally:
        watch.terminate()
        watch.wait(10)

    replayed = shell(printed(text, r"\S*atelier replay "))
    assert replayed.returncode == 0 and "moved HARB-" in replayed.stdout, replayed
    rebuilt = shell(printed(text, r"\S*atelier rebuild "))
    assert rebuilt.returncode == 0 and "board:" in rebuilt.stdout, rebuilt

    again = shell(command, UP_SECONDS)
    assert again.returncode == 0 and "runs already" in again.stdout + again.stderr, again
