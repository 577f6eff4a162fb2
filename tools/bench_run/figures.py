"""What was measured, and what the issue asks for."""

import statistics
from dataclasses import asdict, dataclass, field


@dataclass
class Target:
    """`bound` is the least, or where `is_most` the most, that is wanted of `of`."""

    bound: float
    is_most: bool = False
    of: str = "ratio"
    unit: str = ""

    def is_reached(self, value):
        return value <= self.bound if self.is_most else value >= self.bound

    def __str__(self):
        name = "" if self.of == "ratio" else self.of + " "
        return f"{name}{'≤' if self.is_most else '≥'} {self.bound:g}{self.unit}"


@dataclass
class Figure:
    """One line of the table. `ours` and `reference` have one value a round; `values` holds what
    else a target may be about and what is worth knowing, each one number."""

    row: str
    what: str
    against: str
    unit: str
    ours: list
    reference: list = field(default_factory=list)
    targets: list = field(default_factory=list)
    values: dict = field(default_factory=dict)
    runs: list = field(default_factory=list)  # raw: whatever each run said, and what processes used

    @property
    def ratio(self):
        """Of the medians."""
        if not self.reference or not statistics.median(self.reference):
            return None
        return statistics.median(self.ours) / statistics.median(self.reference)

    def value_of(self, name):
        return self.ratio if name == "ratio" else self.values[name]

    def verdicts(self):
        """Each target with whether it holds."""
        return [(target, target.is_reached(self.value_of(target.of))) for target in self.targets]

    def as_json(self):
        return {
            **{name: value for name, value in asdict(self).items() if name != "targets"},
            "ours_median": statistics.median(self.ours),
            "reference_median": statistics.median(self.reference) if self.reference else None,
            "ratio": self.ratio,
            "targets": [
                {"target": str(target), "reached": holds} for target, holds in self.verdicts()
            ],
        }


def median_of(runs, name):
    return statistics.median(run[name] for run in runs)


def interleaved(rounds, ours, reference):
    """Runs both in turn, each `rounds` times; two lists of what they returned."""
    pairs = [(ours(), reference()) for _ in range(rounds)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def side_by_side(ours, theirs):
    """The raw runs of a figure, round by round."""
    return [{"ours": one, "theirs": other} for one, other in zip(ours, theirs, strict=True)]


def percentile(values, share):
    """`values` in any order; of an empty list there is none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
