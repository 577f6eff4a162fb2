"""What will be broken when: drawn from the seed alone, before anything starts."""

import random
from dataclasses import dataclass

# Name, whether it needs Kafka, and the shortest and longest seconds that it lasts.
FAULTS = {
    "kill-node": (False, 0, 0),
    "kill-leader": (True, 0, 0),
    "kill-database": (False, 0, 2),
    "kill-broker": (True, 0, 3),
    "stop-node": (False, 1, 6),
    "stop-leader": (True, 1, 6),
    "stop-database": (False, 1, 6),
    "stop-broker": (True, 1, 6),
    "terminate-sessions": (False, 0, 0),
    "full-database": (False, 2, 4),
    "full-broker": (True, 2, 4),
    "cut-database": (False, 0.5, 3),
    "hang-database": (False, 1, 5),
    "slow-database": (False, 2, 4),
    "half-database": (False, 0.5, 3),
    "cut-kafka": (True, 0.5, 4),
    "hang-kafka": (True, 1, 5),
    "slow-kafka": (True, 2, 4),
    "half-kafka": (True, 0.5, 4),
    "cut-clients": (False, 0.5, 2),
    "hang-clients": (False, 1, 4),
    "half-clients": (False, 0.5, 2),
    "clock-step": (False, 1, 3),
    "rebuild": (False, 0, 0),
}
LONGEST_STOP_SECONDS = 20
MODES = ("embedded", "kafka")
CLOCK_STEPS_SECONDS = (-600, -20, -2, 3, 120, 600)


@dataclass(frozen=True)
class Step:
    """One round."""

    number: int
    mode: str
    fault: str
    seconds: float  # that the fault lasts
    die: int  # from which whoever injects it draws the rest: which node, how slow, how far
    with_rebuild: bool

    def __str__(self):
        beside = " during a rebuild" if self.with_rebuild else ""
        return f"{self.number} {self.mode} {self.fault} {self.seconds:.1f} s{beside}"


def faults_of(mode, wanted=()):
    """The names of the faults that can happen in this mode, of those that are wanted (all)."""
    return [
        name
        for name, (needs_kafka, _, _) in FAULTS.items()
        if (mode == "kafka" or not needs_kafka) and (not wanted or name in wanted)
    ]


def _seconds(fault, dice):
    _, shortest, longest = FAULTS[fault]
    # One stop in ten is long: timeouts of the parts are in the range of seconds.
    if fault.startswith("stop-") and dice.random() < 0.1:
        longest = LONGEST_STOP_SECONDS
    return round(dice.uniform(shortest, longest), 1)


def make_plan(seed, rounds, mode, wanted=()):
    """Rounds of one mode are consecutive, so that a stage serves all of them; every fault comes
    about equally often."""
    dice = random.Random(seed)
    modes = MODES if mode == "both" else (mode,)
    steps = []
    for index, one in enumerate(modes):
        names, bag = faults_of(one, wanted), []
        if not names:
            continue
        count = rounds // len(modes) + (index < rounds % len(modes))
        for _ in range(count):
            if not bag:
                bag = dice.sample(names, len(names))
            fault = bag.pop()
            steps.append(
                Step(
                    len(steps) + 1,
                    one,
                    fault,
                    _seconds(fault, dice),
                    dice.randrange(1 << 30),
                    fault != "rebuild" and dice.random() < 0.15,
                )
            )
    return steps
