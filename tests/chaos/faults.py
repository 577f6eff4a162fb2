"""How each fault of the plan is brought about, and undone."""

import random
import signal
import threading

from chaos.plan import CLOCK_STEPS_SECONDS
from chaos.stage import signal_all
from harness.node import run

# A rebuild beside one of these may lose its connection.
LOSES_DATABASE = ("kill-database", "stop-database", "full-database", "terminate-sessions")
STOPPED, GOES_ON = signal.SIGSTOP, signal.SIGCONT
SLOW_SECONDS = (0.02, 0.1, 0.3)


class Fault:
    """One fault of a step: `inject`, then after its time `heal`. `what` says what was hit. All
    choices come from the step's die."""

    def __init__(self, stage, step):
        self.stage, self.step = stage, step
        self.dice = random.Random(step.die)
        self.what = step.fault
        self.findings = []
        self._undo = lambda: None

    def inject(self):
        action, _, target = self.step.fault.partition("-")
        method = getattr(self, f"_{action}_{target}".rstrip("_"), None)
        if method:
            method()
        else:
            self._link(action, target)

    def heal(self):
        self._undo()

    def _seat(self):
        return self.stage.seats[self.dice.choice(sorted(self.stage.seats))]

    def _leader(self):
        return self.stage.leader() or self._seat()

    def _kill(self, seat):
        self.what = f"kill -9 of {seat.name}"
        seat.kill()
        self._undo = seat.start

    def _kill_node(self):
        self._kill(self._seat())

    def _kill_leader(self):
        self._kill(self._leader())

    def _kill_database(self):
        self.stage.kill_database()
        self._undo = self.stage.start_database

    def _kill_broker(self):
        self.stage.broker.kill()
        self._undo = self.stage.start_broker

    def _stop(self, processes):
        signal_all(processes, STOPPED)
        self._undo = lambda: signal_all(processes, GOES_ON)

    def _stop_node(self):
        seat = self._seat()
        self.what = f"SIGSTOP of {seat.name}"
        self._stop([seat.node.process.pid])

    def _stop_leader(self):
        seat = self._leader()
        self.what = f"SIGSTOP of {seat.name}, which publishes"
        self._stop([seat.node.process.pid])

    def _stop_database(self):
        self._stop(self.stage.database_processes())

    def _stop_broker(self):
        self._stop([self.stage.broker_process()])

    def _terminate_sessions(self):
        self.what = f"pg_terminate_backend of {self.stage.reader.terminate_all()} sessions"

    def _full_database(self):
        self.stage.database_disk.fill()

        def clear():
            self.stage.database_disk.clear()
            self.stage.start_database()

        self._undo = clear

    def _full_broker(self):
        self.stage.broker_disk.fill()

        def clear():
            self.stage.broker_disk.clear()
            self.stage.start_broker()

        self._undo = clear

    def _clock_step(self):
        seat, step = self._seat(), self.dice.choice(CLOCK_STEPS_SECONDS)
        self.what = f"the clock of {seat.name} steps by {step:+d} s, and back"
        seat.set_clock(step)
        self._undo = lambda: seat.set_clock(0)

    def _rebuild(self):
        """Of all read models; by itself it is a round of its own."""
        rebuild = Rebuild(self.stage)
        rebuild.start()
        self.findings += rebuild.end()

    def _link(self, mode, target):
        """Of the links to the database and to clients, one seat's or all; Kafka has one for all."""
        network = self.stage.network
        names = ["kafka"]
        if target != "kafka":
            names = [f"{target}-{name}" for name in sorted(self.stage.seats)]
            if self.dice.random() < 0.7:
                names = [self.dice.choice(names)]
        delay = self.dice.choice(SLOW_SECONDS) if mode == "slow" else 0.0
        self.what = f"{mode} of {', '.join(names)}"
        for name in names:
            network.set_mode(name, mode, delay)

        def open_again():
            for name in names:
                network.set_mode(name, "open")

        self._undo = open_again


class Rebuild:
    """`atelier rebuild all` in the background, past the links: they are what may be broken."""

    def __init__(self, stage):
        self.stage = stage
        self.failure = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self):
        self._thread.start()

    def _run(self):
        database = self.stage.database
        try:
            run("rebuild", "all", *database.arguments(), **database.variables())
        except Exception as failure:  # told by the round, which knows what else was broken
            self.failure = failure

    def end(self, may_fail=False):
        """What is wrong with how it ended. Who loses the database may fail; the next goes on."""
        self._thread.join()
        return [f"rebuild: {self.failure}"] if self.failure and not may_fail else []
