"""Runs the built binary: `atelier serve` as a Node, other commands by `run`."""

import os
import queue
import re
import secrets
import signal
import subprocess
import threading
import time
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from harness.patience import patience

START_SECONDS = patience(60)
STOP_SECONDS = patience(30)
COMMAND_SECONDS = patience(120)
# A process that says one of these has a bug, however it ends.
SIGNS_OF_A_BUG = re.compile(
    r"Sanitizer|runtime error:|^bug:|terminate called|dropped without an answer|the handler threw"
    r"|no answer could be made",
    re.MULTILINE,
)


def required_environment(name):
    value = os.environ.get(name)
    if not value:
        raise RuntimeError(f"{name} is not set: run the tests by tools/test")
    return value


def binary():
    return required_environment("ATELIER_BINARY")


@cache
def is_instrumented():
    """Whether a sanitizer's runtime is in the binary: then it is slower and larger."""
    program = Path(binary()).read_bytes()
    return b"__asan_init" in program or b"__tsan_init" in program


def environment(**extra):
    """Ours without settings of Atelier, so that only what a test says is in force."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("ATELIER_") or name == "ATELIER_QUERY_RECORD"
    }
    return {**kept, **extra}


def check_output(text):
    found = SIGNS_OF_A_BUG.search(text)
    assert not found, f"the process reports a bug:\n{text[-4000:]}"


class Finished:
    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    def __repr__(self):
        return f"exit code {self.code}\n--- standard output\n{self.out}\n--- standard error\n{self.err}"


def run(*arguments, expect=0, **variables):
    """Runs one command to its end and checks its exit code."""
    done = Finished(
        subprocess.run(
            [binary(), *map(str, arguments)],
            env=environment(**variables),
            text=True,
            capture_output=True,
            timeout=COMMAND_SECONDS,
            stdin=subprocess.DEVNULL,
        )
    )
    check_output(done.err)
    assert done.code == expect, f"{' '.join(map(str, arguments))}: wanted {expect}, got {done!r}"
    return done


class Database:
    """A fresh database, dropped by `drop`, migrated unless that is not wished. Its server is the
    tests' own, or that of a superuser's URL."""

    def __init__(self, server=None, migrated=True, master_key=None):
        self.server = server or required_environment("ATELIER_TEST_DATABASE")
        self.name = "atelier_e2e_" + secrets.token_hex(6)
        self.master_key = master_key or secrets.token_hex(32)
        self.owner_url = self._url()
        self._administer(f"create database {self.name}")
        if migrated:
            run("migrate", "--database", self.owner_url)
        self.service_url = self._url("atelier")

    def _url(self, role=None):
        parts = urlsplit(self.server)
        place = parts.netloc if role is None else f"{role}@{parts.netloc.rsplit('@', 1)[-1]}"
        return urlunsplit((parts.scheme, place, f"/{self.name}", parts.query, ""))

    def _administer(self, statement):
        connection = psycopg2.connect(self.server)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
        connection.close()

    def query(self, statement, *parameters):
        connection = psycopg2.connect(self.owner_url)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement, parameters)
                return cursor.fetchall()
        finally:
            connection.close()

    @contextmanager
    def held(self, statement):
        """A transaction that has run this and stays open meanwhile."""
        connection = psycopg2.connect(self.owner_url)
        try:
            connection.cursor().execute(statement)
            yield
        finally:
            connection.close()

    def copy(self):
        """The same data in a new database, as a snapshot of the disk would keep it."""
        same = object.__new__(Database)
        same.server, same.master_key = self.server, self.master_key
        same.name = "atelier_e2e_" + secrets.token_hex(6)
        same.owner_url, same.service_url = same._url(), same._url("atelier")
        same._administer(f"create database {same.name} template {self.name}")
        same._administer(f"grant create, temporary on database {same.name} to atelier")
        return same

    def arguments(self):
        return ["--database", self.service_url]

    def variables(self):
        return {"ATELIER_MASTER_KEY": self.master_key}

    def drop(self):
        self._administer(f"drop database if exists {self.name} with (force)")


class DataFolder:
    """The embedded default: PostgreSQL, keys and files in one folder."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def arguments(self):
        return ["--data", str(self.folder)]

    def variables(self):
        return {}


class Node:
    """A `serve` process on a free port, with its data in `store` (a Database or a DataFolder).
    Without the role `api` it does not listen, and has no url: say so by `listens`, or that it
    will take a while."""

    def __init__(
        self, store, folder, *arguments, kafka=None, listens=True, address="127.0.0.1:0"
    ):
        self.store = store
        self._log = open(
            Path(folder) / f"serve-{secrets.token_hex(4)}.log",
            "w+",
            encoding="utf-8",
            errors="replace",
        )
        command = [
            binary(),
            "serve",
            "--listen",
            address,
            *store.arguments(),
            *map(str, arguments),
        ]
        if kafka:
            command += ["--kafka", kafka]
        self.process = subprocess.Popen(
            command,
            env=environment(**store.variables()),
            stdout=subprocess.PIPE,
            stderr=self._log,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        self.url = self.address = None
        if listens:
            self.wait_until_it_listens()

    def wait_until_it_listens(self):
        self.url = self._listening()
        parts = urlsplit(self.url)
        self.address = (parts.hostname, parts.port)

    def _listening(self):
        lines = queue.Queue()

        def read():
            for line in self.process.stdout:
                lines.put(line)
            lines.put(None)

        threading.Thread(target=read, daemon=True).start()
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                line = lines.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                self.kill()
                raise AssertionError(
                    f"serve does not listen after {START_SECONDS} s:\n{self.log()}"
                ) from None
            assert (
                line is not None
            ), f"serve ended while starting ({self.process.wait()}):\n{self.log()}"
            found = re.search(r"listening on (https?://\S+)", line)
            if found:
                return found.group(1)

    def log(self):
        self._log.flush()
        return Path(self._log.name).read_text(encoding="utf-8", errors="replace")

    def is_running(self):
        return self.process.poll() is None

    def resident_bytes(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text(
            encoding="ascii", errors="replace"
        )
        return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) * 1024

    def may_grow(self, limit):
        """The bytes that it may take more, where what users run may take `limit`: a sanitizer keeps
        books of all memory, and what is freed for a while."""
        return limit * (4 if is_instrumented() else 1)

    def kill(self):
        """As a crash would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Asks it to end, and checks that it ends well and has reported no bug."""
        if self.is_running():
            self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(
                f"serve did not stop within {STOP_SECONDS} s:\n{self.log()[-4000:]}"
            ) from None
        check_output(self.log())
        assert code == 0, f"serve ended with {code}:\n{self.log()[-4000:]}"
