"""The command line of `tools/chaos`; `--help` says what it takes."""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from chaos import plan, report
from chaos.rounds import Theatre
from chaos.stage import FAKETIME, Stage, can_mount
from harness.node import binary


def arguments():
    parser = argparse.ArgumentParser(
        prog="tools/chaos",
        description="Breaks one part after the other under load, and checks everything each time.",
    )
    parser.add_argument("--rounds", type=int, default=20, help="how many faults [20]")
    parser.add_argument("--seed", type=int, help="makes the plan; a random one is printed")
    parser.add_argument("--mode", choices=(*plan.MODES, "both"), default="both")
    parser.add_argument(
        "--fault",
        action="extend",
        nargs="+",
        choices=plan.FAULTS,
        default=[],
        metavar="NAME",
        help="only these: " + ", ".join(plan.FAULTS),
    )
    parser.add_argument("--minutes", type=float, help="ends after the round that is on by then")
    parser.add_argument("--out", help="a file for the results as JSON, written after each round")
    parser.add_argument("--evidence", default="chaos-evidence", help="folder [chaos-evidence]")
    return parser.parse_args()


def possible_faults(wanted, folder):
    """The wanted ones that this machine allows, and why the others are left out."""
    names, left_out = list(wanted or plan.FAULTS), {}
    if not can_mount(folder):
        why = "a tmpfs of its own cannot be mounted here"
        left_out |= {name: why for name in names if name.startswith("full-")}
    if not Path(FAKETIME).exists():
        left_out |= {name: "there is no libfaketime" for name in names if name == "clock-step"}
    return [name for name in names if name not in left_out], left_out


class Run:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.seed = random.randrange(1 << 30) if options.seed is None else options.seed
        self.results = []
        self.machine = report.machine(binary())
        self.theatre = None
        self.stages = 0

    def tell_plan(self, steps, left_out):
        print(f"seed {self.seed}, {len(steps)} rounds")
        for name, why in left_out.items():
            print(f"left out: {name}: {why}")
        for step in steps:
            print(f"  {step}")
        sys.stdout.flush()

    def stage_for(self, step):
        """The one that stands, or a fresh one: for another mode, and after a finding."""
        if self.theatre and self.theatre.stage.mode != step.mode:
            self.end_stage()
        if not self.theatre:
            self.stages += 1
            has_clocks = "clock-step" in self.possible
            stage = Stage(step.mode, self.folder / f"stage-{self.stages}", has_clocks)
            try:
                self.theatre = Theatre(stage, self.seed + self.stages)
            except BaseException:
                stage.close()
                raise
        return self.theatre

    def end_stage(self):
        theatre, self.theatre = self.theatre, None
        if theatre is None:
            return
        findings = theatre.end()
        if findings:
            self.results[-1].findings += findings
            print(*(f"  {finding}" for finding in findings), sep="\n", flush=True)

    def play(self):
        self.possible, left_out = possible_faults(self.options.fault, self.folder)
        steps = plan.make_plan(self.seed, self.options.rounds, self.options.mode, self.possible)
        self.tell_plan(steps, left_out)
        end = time.monotonic() + 60 * (self.options.minutes or 1e9)
        for step in steps:
            if time.monotonic() > end:
                print("time is up")
                break
            self._round(step)
        self.end_stage()
        self._write()

    def _round(self, step):
        theatre = self.stage_for(step)
        result = theatre.play(step)
        self.results.append(result)
        print(result.line(), flush=True)
        if result.findings:
            kept = report.keep_evidence(self.options.evidence, theatre, result)
            print(*(f"  {finding}" for finding in result.findings), sep="\n")
            print(f"  evidence is in {kept}", flush=True)
            self.theatre = None
            theatre.close()
        self._write()

    def _write(self):
        if self.options.out:
            report.write(
                self.options.out, self.seed, vars(self.options), self.machine, self.results
            )

    def close(self):
        if self.theatre:
            self.theatre.close()


def main():
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # Reachable for the database server's user, who is another one when we are root.
    folder = Path(tempfile.mkdtemp(prefix="atelier-chaos-", dir=os.environ.get("TMPDIR", "/tmp")))
    folder.chmod(0o755)
    run = Run(options, folder)
    try:
        run.play()
    except KeyboardInterrupt:
        return 130
    finally:
        run.close()
        shutil.rmtree(folder, ignore_errors=True)
    print()
    print(report.table(run.results))
    print()
    print(report.sums(run.results))
    print("; ".join(f"{name}: {value}" for name, value in run.machine.items()))
    return 1 if any(one.findings for one in run.results) else 0


if __name__ == "__main__":
    sys.exit(main())
