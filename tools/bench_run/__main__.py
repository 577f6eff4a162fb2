"""python -m bench_run: the rows that are asked for, one after the other. Run by tools/bench."""

import argparse
import importlib
import signal
import sys
import traceback

from bench_run.bench import Bench
from bench_run.report import machine, progress_line, table, write

ROWS = ("commands", "reads", "frames", "rebuild", "publisher", "connections", "growth")
SHORT_SECONDS, SECONDS = 1, 2


def module_of(row):
    return importlib.import_module(f"bench_run.rows.{row}")


def options_of(arguments):
    rows = "\n".join(f"  {row:12} {module_of(row).ABOUT}" for row in ROWS)
    parser = argparse.ArgumentParser(
        prog="tools/bench",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Measures Atelier beside something comparable, in turns; medians are compared.",
        epilog=f"rows:\n{rows}\n\nexit codes: 0 measured, reached or not; 1 a row failed",
    )
    parser.add_argument("rows", nargs="*", metavar="ROW", help="all of them, when none is named")
    parser.add_argument("--rounds", type=int, help="of each side, in turns [3]")
    parser.add_argument("--seconds", type=int, help=f"of each run of a load [{SECONDS}]")
    parser.add_argument("--short", action="store_true", help="tiny sizes: only that it works")
    parser.add_argument(
        "--full", action="store_true", help="also the sizes that take long (10M events)"
    )
    parser.add_argument(
        "--out", help="the result file [bench-result.json]", default="bench-result.json"
    )
    options = parser.parse_args(arguments)
    unknown = set(options.rows) - set(ROWS)
    if unknown:
        parser.error(f"no such row: {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")
    options.rounds = options.rounds or (1 if options.short else 3)
    options.seconds = options.seconds or (SHORT_SECONDS if options.short else SECONDS)
    return options


def end(*_):
    """Ends as Ctrl-C does: what was started is stopped on the way out."""
    raise SystemExit(143)


def main():
    signal.signal(signal.SIGTERM, end)
    options = options_of(sys.argv[1:])
    about, figures, failed = machine(), [], []
    bench = Bench(options)
    if about["load_at_start"] > about["cores"] / 2:
        bench.say(f"the machine is busy (load {about['load_at_start']:.1f}): figures will be noisy")
    try:
        for row in [one for one in ROWS if not options.rows or one in options.rows]:
            bench.say(f"{row}: {module_of(row).ABOUT}")
            try:
                for figure in module_of(row).measure(bench):
                    figures.append(figure)
                    bench.say(progress_line(figure))
                    write(options.out, about, vars(options), figures)
            except Exception as failure:  # the other rows can be measured all the same
                failed.append(row)
                traceback.print_exc()
                bench.say(f"{row} failed: {failure}")
    finally:  # also when it is interrupted: what was measured till then counts
        bench.close()
        print(table(figures))
        bench.say(f"raw figures: {options.out}")
    if failed:
        bench.say(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
