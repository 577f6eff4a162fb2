"""One round: load, a fault, recovery, rest, and a look at everything."""

import time
from dataclasses import asdict, dataclass, field

from chaos.faults import LOSES_DATABASE, Fault, Rebuild
from chaos.ledger import Ledger
from chaos.setting import Setting

WARM_ACKS = 15
WARM_SECONDS = 60
RECOVERY_SECONDS = 120
AFTER_ACKS = 10
LOOK_SECONDS = 0.05
TOKEN_SECONDS = 1500


@dataclass
class Result:
    """What came of a round. Seconds of recovery count from the end of the fault: the moment at
    which the tool begins to undo it (a killed part: to start it again)."""

    number: int
    mode: str
    fault: str
    what: str = ""
    lasted: float = 0.0
    with_rebuild: bool = False
    first_ack: float | None = None  # the last of the nodes has acknowledged a command by then
    caught_up: float | None = None  # what they acknowledged first is in their read models
    commands: int = 0
    acknowledged: int = 0
    repeats: int = 0
    unanswered: int = 0  # requests
    unavailable: int = 0  # requests that were answered 503
    events: int = 0
    findings: list = field(default_factory=list)

    def line(self):
        seconds = [
            "-" if value is None else f"{value:.2f} s" for value in (self.first_ack, self.caught_up)
        ]
        return (
            f"round {self.number} {self.mode} {self.fault}: {self.what}"
            f"{' during a rebuild' if self.with_rebuild else ''}, {self.lasted:.1f} s; commands"
            f" again after {seconds[0]}, reads after {seconds[1]}; {self.acknowledged} of"
            f" {self.commands} acknowledged, {self.events} events, {self.unanswered} requests"
            f" unanswered, {self.unavailable} refused by 503;"
            f" {len(self.findings) or 'no'} findings"
        )

    def as_dict(self):
        return asdict(self)


class Theatre:
    """A stage with its people and its checker."""

    def __init__(self, stage, seed):
        self.stage = stage
        self.setting = Setting(stage, seed)
        self.ledger = Ledger(stage, self.setting)
        self.tokens_at = time.monotonic()
        self.commands = []

    def play(self, step):
        """Never throws for what the product does: that is a finding."""
        result = Result(step.number, step.mode, step.fault, with_rebuild=step.with_rebuild)
        recorder = self.setting.recorder
        if time.monotonic() - self.tokens_at > TOKEN_SECONDS:
            self.setting.renew_tokens()
            self.tokens_at = time.monotonic()
        # A clock far behind makes tokens of the present look forged.
        recorder.open({401} if step.fault == "clock-step" else ())
        try:
            self._break_and_mend(step, result)
        finally:
            if not recorder.pause(RECOVERY_SECONDS):
                result.findings.append("a command was never answered")
        self._look(result)
        return result

    def _break_and_mend(self, step, result):
        recorder = self.setting.recorder
        if not recorder.wait_acks(WARM_ACKS, WARM_SECONDS):
            result.findings.append("no commands are acknowledged, with nothing broken")
            return
        rebuild = Rebuild(self.stage) if step.with_rebuild else None
        if rebuild:
            rebuild.start()
        fault = Fault(self.stage, step)
        began = time.monotonic()
        fault.inject()
        self.stage.pause(step.seconds)
        over = time.monotonic()
        result.what, result.lasted = fault.what, over - began
        result.findings += fault.findings
        fault.heal()
        for name, why in self.stage.ended().items():
            result.findings.append(why)
            self.stage.seats[name].start()
        self._recover(over, result)
        recorder.wait_acks(AFTER_ACKS, RECOVERY_SECONDS)
        if rebuild:
            result.findings += rebuild.end(may_fail=step.fault in LOSES_DATABASE)

    def _recover(self, over, result):
        acks = []
        for name in self.stage.seats:
            ack = self.setting.recorder.first_ack(name, over, RECOVERY_SECONDS)
            if ack is None:
                result.findings.append(f"{name} acknowledges nothing {RECOVERY_SECONDS} s later")
                return
            acks.append(ack)
        result.first_ack = max(at for at, _ in acks) - over
        position = max(position for _, position in acks)
        human = self.setting.humans[0]
        for name, seat in self.stage.seats.items():
            while not human.get("/workspaces", seat, position)[1]:
                if time.monotonic() - over > RECOVERY_SECONDS:
                    result.findings.append(f"{name} is stale {RECOVERY_SECONDS} s later")
                    return
                self.stage.pause(LOOK_SECONDS)
        result.caught_up = time.monotonic() - over

    def _look(self, result):
        recorder = self.setting.recorder
        self.commands, wrong = recorder.take_commands()
        before = self.ledger.chain.position
        result.findings += wrong + recorder.failures()
        result.findings += self.ledger.look(self.commands)
        result.events = self.ledger.chain.position - before
        result.commands = len(self.commands)
        result.acknowledged = sum(one.is_acknowledged for one in self.commands)
        result.repeats = sum(len(one.repeats) for one in self.commands)
        attempts = [attempt for one in self.commands for attempt in one.attempts]
        result.unanswered = sum(attempt.status is None for attempt in attempts)
        result.unavailable = sum(attempt.status == 503 for attempt in attempts)

    def end(self):
        """The last look; then everything is taken down."""
        try:
            return self.ledger.look_at_all_again()
        finally:
            self.close()

    def close(self):
        self.setting.end()
        self.stage.close()
