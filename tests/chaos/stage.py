"""What is broken and what breaks with it: PostgreSQL, Kafka, `serve` processes, links."""

import os
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from chaos.checker import reading
from chaos.proxy import Network, free_port
from harness.node import SIGNS_OF_A_BUG, Database, Node
from harness.streaming import Broker, Cluster

START_SECONDS = 240
GONE_SECONDS = 30
FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
DATABASE_DISK, BROKER_DISK = "2048m", "1024m"
# Without Kafka a node tells its own clients only of changes: there one node serves.
SEATS = {
    "embedded": {"ada": "api,projector,worker"},
    "kafka": {
        "ada": "api,publisher,projector,worker",
        "ben": "api,publisher,projector,worker",
        "cem": "api",
    },
}


def host_and_port(address):
    host, port = address.rsplit(":", 1)
    return host, int(port)


def through(url, port):
    """The same database by way of a link."""
    parts = urlsplit(url)
    user = parts.netloc.rsplit("@", 1)[0]
    return urlunsplit((parts.scheme, f"{user}@127.0.0.1:{port}", *parts[2:]))


def signal_all(processes, number):
    for process in processes:
        try:
            os.kill(process, number)
        except ProcessLookupError:
            pass


def children_of(process):
    done = subprocess.run(
        ["pgrep", "-P", str(process)], capture_output=True, text=True, check=False
    )
    return [int(line) for line in done.stdout.split()]


class Disk:
    """A folder on a tmpfs of its own that can become full, where the machine allows it."""

    def __init__(self, folder, size):
        self.folder, self.size = Path(folder), size
        self.folder.mkdir(mode=0o755)
        self.is_own = (
            subprocess.run(
                ["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", self.folder],
                capture_output=True,
                check=False,
            ).returncode
            == 0
        )

    def _resize(self, size):
        command = ["mount", "-o", f"remount,size={size}", self.folder]
        subprocess.run(command, check=True, capture_output=True)

    def fill(self):
        """Nothing more can be written from now on."""
        while True:
            found = os.statvfs(self.folder)
            try:
                self._resize((found.f_blocks - found.f_bfree) * found.f_frsize)
                return
            except subprocess.CalledProcessError:
                continue  # it grew meanwhile

    def clear(self):
        self._resize(self.size)

    def remove(self):
        if self.is_own:
            subprocess.run(["umount", "--lazy", self.folder], check=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def can_mount(folder):
    disk = Disk(Path(folder) / "probe", "1m")
    disk.remove()
    return disk.is_own


class Store:
    """How one seat reaches the database, as harness.node.Node wants it."""

    def __init__(self, url, variables):
        self.url, self._variables = url, variables

    def arguments(self):
        return ["--database", self.url]

    def variables(self):
        return self._variables


class Seat:
    """A place for a `serve` process, which comes and goes; its links stay. Clients connect to
    `address`."""

    def __init__(self, stage, name, roles):
        self.stage, self.name, self.roles = stage, name, roles
        self.node = None
        self.logs = []
        self.clock = stage.folder / f"clock-{name}"
        self.set_clock(0)
        network = stage.network
        database = host_and_port(urlsplit(stage.database.server).netloc.rsplit("@", 1)[-1])
        port = network.add(f"database-{name}", database)
        variables = dict(stage.database.variables())
        if stage.has_clocks:
            variables |= {
                "LD_PRELOAD": FAKETIME,
                "FAKETIME_TIMESTAMP_FILE": str(self.clock),
                "FAKETIME_CACHE_DURATION": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            }
        self.store = Store(through(stage.database.service_url, port), variables)
        self.address = ("127.0.0.1", network.add(f"clients-{name}", ("127.0.0.1", free_port())))
        self.url = f"http://127.0.0.1:{self.address[1]}"

    def set_clock(self, seconds):
        self.clock.write_text(f"{seconds:+d}\n", encoding="ascii")

    def start(self):
        """A new process, once the parts that it needs are there."""
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                self.node = Node(
                    self.store,
                    self.stage.folder,
                    *("--roles", self.roles, "--access-token-seconds", "3600"),
                    kafka=self.stage.kafka,
                )
                break
            except AssertionError:
                # It ends at once when the database is not there yet.
                if time.monotonic() > end:
                    raise
                self.stage.pause(0.2)
        self.logs.append(self.node.log)
        self.stage.network.set_target(f"clients-{self.name}", self.node.address)

    def kill(self):
        self.node.kill()

    def signal(self, number):
        signal_all([self.node.process.pid], number)

    def bugs(self):
        """What the logs of its processes say of bugs."""
        for log in self.logs:
            found = SIGNS_OF_A_BUG.search(log())
            if found:
                yield f"{self.name} reports a bug: {log()[found.start():][:300]}"


class Stage:
    """All of it, in one folder, of one mode."""

    def __init__(self, mode, folder, has_clocks):
        self.mode, self.folder, self.has_clocks = mode, Path(folder), has_clocks
        self.folder.mkdir(mode=0o755)
        self._never = threading.Event()
        self.broker = self.database = None
        self.seats = {}
        self.disks = []
        self.network = Network()
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    def _disk(self, name, size):
        disk = Disk(self.folder / name, size)
        self.disks.append(disk)
        return disk

    def _start(self):
        self.database_disk = self._disk("database", DATABASE_DISK)
        self.cluster = Cluster(self.database_disk.folder / "pg")
        self.database = Database(self.cluster.start())
        self.reader = reading.Database(self.database.owner_url)
        self.kafka = None
        if self.mode == "kafka":
            self._start_broker()
        for name, roles in SEATS[self.mode].items():
            self.seats[name] = Seat(self, name, roles)
            self.seats[name].start()

    def _start_broker(self):
        self.broker_disk = self._disk("broker", BROKER_DISK)
        self.broker = Broker(self.broker_disk.folder / "kafka")
        own = self.broker.reserve()
        port = self.network.add("kafka", host_and_port(own))
        self.kafka = f"127.0.0.1:{port}"
        (self.broker.folder / "advertised").write_text(self.kafka + "\n", encoding="ascii")
        self.start_broker()
        self.topic_reader = reading.Kafka(self.kafka)

    def pause(self, seconds):
        self._never.wait(seconds)

    def leader(self):
        """The seat whose process publishes, or None while none does."""
        port = self.reader.publisher_port()
        for seat in self.seats.values():
            if port is not None and port in self.network.onward_ports(f"database-{seat.name}"):
                return seat
        return None

    def postmaster(self):
        return int((self.cluster.folder / "pid").read_text(encoding="ascii"))

    def database_processes(self):
        return [self.postmaster(), *children_of(self.postmaster())]

    def broker_process(self):
        return int((self.broker.folder / "pid").read_text(encoding="ascii"))

    def kill_database(self):
        """The postmaster only; what it leaves ends by itself, as after a crash."""
        processes = self.database_processes()
        signal_all(processes[:1], signal.SIGKILL)
        end = time.monotonic() + GONE_SECONDS
        while any(map(_is_running, processes)):
            if time.monotonic() > end:
                raise RuntimeError("PostgreSQL's processes do not end after their postmaster")
            self.pause(0.02)

    def start_database(self):
        """Also nothing, where it runs."""
        self._try_to_start(self.cluster.start)

    def start_broker(self):
        self._try_to_start(self.broker.start)
        # Elsewhere, where its port was taken while it was away.
        self.network.set_target("kafka", host_and_port(self.broker.address))

    def _try_to_start(self, start):
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                start()
                return
            except (AssertionError, subprocess.TimeoutExpired):
                if time.monotonic() > end:
                    raise
                self.pause(0.2)

    def ended(self):
        """The seats whose process has ended by itself, with the ends of their logs."""
        return {
            name: f"{name} ended by itself, {seat.node.process.poll()}: {seat.node.log()[-1500:]}"
            for name, seat in self.seats.items()
            if seat.node and not seat.node.is_running()
        }

    def keep(self, folder):
        """Copies the logs of all parts."""
        for log in (
            *self.folder.glob("serve-*.log"),
            *self.folder.glob("database/pg/log"),
            *self.folder.glob("broker/kafka/log"),
        ):
            shutil.copy(log, folder / ("-".join(log.relative_to(self.folder).parts) + ".txt"))

    def close(self):
        for seat in self.seats.values():
            if seat.node and seat.node.is_running():
                seat.signal(signal.SIGCONT)
                seat.kill()
        if self.broker:
            self.broker.stop()
        if self.database:
            self.cluster.stop()
        self.network.close()
        for disk in self.disks:
            disk.remove()
        shutil.rmtree(self.folder, ignore_errors=True)


def _is_running(process):
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] not in "ZX"
