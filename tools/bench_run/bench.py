"""What the rows share: options, folders, servers, and the town that work is done in."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from bench_run.filler import Filler
from bench_run.town import Town
from harness.node import DataFolder, Node
from harness.streaming import Broker

# What would make a load of one machine look like an attack is off; tokens outlive the run of a row.
TOKEN_SECONDS = 3600
SERVE = ("--user-limit", "0", "--access-token-seconds", str(TOKEN_SECONDS), "--log-level", "warn")


def _postmaster_of(store):
    """The process of a data folder's embedded PostgreSQL."""
    lines = (store.folder / "postgres/cluster/postmaster.pid").read_text(encoding="ascii")
    return int(lines.split("\n", 1)[0])


class Bench:
    def __init__(self, options):
        self.options = options
        self.rounds, self.seconds, self.is_short = options.rounds, options.seconds, options.short
        self.folder = Path(tempfile.mkdtemp(prefix="atelier-bench-"))
        self.folder.chmod(0o755)  # the database server's user passes, when we are root
        self._started = self._signed_in = time.monotonic()
        self.backlog_events = 2_000 if options.short else 1_000_000 if options.full else 200_000
        self._town = self._backlog = None
        self._count = 0

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def say(self, text):
        """Progress, with the time since the start."""
        print(f"[{time.monotonic() - self._started:6.1f} s] {text}", file=sys.stderr, flush=True)

    def program(self, name):
        """One of tools/bench_programs, built beside the `atelier` that is measured."""
        return Path(os.environ["ATELIER_BINARY"]).parent / "bench_programs" / name

    def new_folder(self, name):
        self._count += 1
        folder = self.folder / f"{self._count}-{name}"
        folder.mkdir(mode=0o755)
        return folder

    def town(self):
        """People and projects, made once."""
        if self._town is None:
            store = DataFolder(self.new_folder("town") / "data")
            with self.node(store) as node:
                self._town = Town(node, store, people=12 if self.is_short else 264)
        return self._town

    def town_store(self, name):
        """A data folder of its own in which the town is."""
        return self.copy_of(self.town().store, name)

    def backlog(self):
        """A data folder whose log has many events that no read model has, made once."""
        if self._backlog is None:
            store = self.town_store("backlog")
            with self.node(store, "--roles", "api"):
                filler = Filler(store, self.town())
                filler.events(self.backlog_events)
                filler.close()
            self._backlog = store
        return self._backlog

    def copy_of(self, store, name):
        """The same data again; nothing may run on it."""
        copy = self.new_folder(name) / "data"
        subprocess.run(["cp", "-a", store.folder, copy], check=True)
        return DataFolder(copy)

    @contextmanager
    def node(self, store, *arguments, **options):
        node = Node(store, store.folder.parent, *SERVE, *arguments, **options)
        try:
            if self._town and time.monotonic() - self._signed_in > TOKEN_SECONDS / 2:
                self._town.sign_in(node)
                self._signed_in = time.monotonic()
            yield node
        finally:
            node.stop()

    @contextmanager
    def broker(self):
        broker = Broker(self.new_folder("kafka"))
        try:
            broker.start()
            yield broker
        finally:
            broker.stop()

    def processes(self, node, broker=None):
        """By name, for procfs.recorded."""
        found = {"serve": node.process.pid}
        if isinstance(node.store, DataFolder):
            found["postgresql"] = _postmaster_of(node.store)
        if broker:
            found["broker"] = int((broker.folder / "pid").read_text(encoding="ascii"))
        return found
