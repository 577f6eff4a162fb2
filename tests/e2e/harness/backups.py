"""`atelier backup` and `atelier restore` on a Database or a DataFolder, as its owner runs them."""

import json
import os
import signal
import subprocess

from harness.node import DataFolder, binary, environment, run


def owner_arguments(store):
    if isinstance(store, DataFolder):
        return store.arguments()
    return ["--database", store.owner_url]


def backup(store, folder, expect=0):
    return run("backup", folder, *owner_arguments(store), expect=expect, **store.variables())


def restore(store, *arguments, expect=0, **variables):
    return run(
        "restore",
        *arguments,
        *owner_arguments(store),
        expect=expect,
        **{**store.variables(), **variables},
    )


def begin(store, *arguments):
    """The same, left running."""
    return subprocess.Popen(
        [binary(), *map(str, arguments), *owner_arguments(store)],
        env=environment(**store.variables()),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
    )


def kill(process):
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()


def manifest_of(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def events_of(database, up_to=None):
    """What the log has, byte for byte."""
    return database.query(
        """select position, event_id::text, data, metadata, encode(hash, 'hex') from log.events
        where position <= %s order by position""",
        up_to if up_to is not None else 2**62,
    )
