"""What processes use, from /proc: processor time, memory, bytes written."""

import os
import re
import resource
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def _read(pid, name):
    """A file of a process; nothing when it has ended meanwhile."""
    try:
        return Path(f"/proc/{pid}/{name}").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _number(text, label):
    found = re.search(rf"^{label}:\s+(\d+)", text, re.MULTILINE)
    return int(found.group(1)) if found else 0


def _children(pid):
    return [int(one) for one in _read(pid, f"task/{pid}/children").split()]


def family(pid, apart=()):
    """The process and all below it, but for the families of those that are counted apart."""
    below = [child for child in _children(pid) if child not in apart]
    return [pid, *(one for child in below for one in family(child, apart))]


def _cpu_seconds(pid, with_ended):
    """`with_ended`: also what children used that have ended since."""
    fields = _read(pid, "stat").rsplit(")", 1)[-1].split()
    if not fields:
        return 0.0
    return sum(map(int, fields[11 : 15 if with_ended else 13])) / TICKS


class Use:
    """What a process and those below it have used so far. Ended children count with their parent."""

    def __init__(self, pid, apart=()):
        self.cpu_seconds, self.written = 0.0, 0
        for one in family(pid, apart):
            self.cpu_seconds += _cpu_seconds(one, with_ended=True)
            self.written += _number(_read(one, "io"), "write_bytes")


def pss_kib(pid, apart=()):
    """Proportional memory of a process and those below it: shared pages count once."""
    return sum(_number(_read(one, "smaps_rollup"), "Pss") for one in family(pid, apart))


def rss_kib(pid):
    return _number(_read(pid, "status"), "VmRSS")


@contextmanager
def recorded(processes):
    """Meanwhile each process (name → pid) is watched; afterwards the yielded dictionary says what it
    used: cpu_seconds, cpu_cores (on average), written_kib, pss_kib (at the end)."""
    used, apart = {}, set(processes.values())
    before = {name: Use(pid, apart) for name, pid in processes.items()}
    started = time.monotonic()
    yield used
    seconds = time.monotonic() - started
    for name, pid in processes.items():
        now = Use(pid, apart)
        cpu = now.cpu_seconds - before[name].cpu_seconds
        used[name] = {
            "cpu_seconds": round(cpu, 2),
            "cpu_cores": round(cpu / seconds, 2),
            "written_kib": (now.written - before[name].written) // 1024,
            "pss_kib": pss_kib(pid, apart),
        }


class Finished:
    """A program that ran to its end: what it printed, seconds, and the processor time it used."""

    def __init__(self, out, seconds, cpu_seconds):
        self.out, self.seconds, self.cpu_seconds = out, seconds, cpu_seconds


def run(*arguments, timeout=600, env=None, output=True):
    """Runs a program; one that fails is an error that says what it printed. Not for two threads at
    once: processor time of children is counted for the whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    done = subprocess.run(
        [str(one) for one in arguments],
        stdout=subprocess.PIPE if output else subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=timeout,
        env=env,
        check=False,
    )
    seconds = time.monotonic() - started
    if done.returncode != 0:
        raise RuntimeError(f"{arguments[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Finished(done.stdout, seconds, cpu)


class NothingDone(RuntimeError):
    """Nothing came of a load in its time."""


def until_something(measure, seconds):
    """`measure(seconds)`, for longer where nothing came of it: a machine that others share may stand still
    for a second or more."""
    try:
        return measure(seconds)
    except NothingDone:
        return measure(10 * seconds)
