"""`tools/new_event_version`, which `tools/generate event` runs, on a copy of the tree."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
EVENTS = "domain/task/events.hpp"
UPCASTERS = "eventstore/codec/upcasters.cpp"
MOVED = "struct TaskMoved {\n    StatusId status;\n    Rank rank;\n};\nATELIER_EVENT(TaskMoved, 1, status, rank)"

READ_OLD = """
#include <cstdio>

#include "eventstore/codec/event_codec.hpp"

int main(int, char** argv) {
    auto const event = atelier::eventstore::decode("TaskMoved", 1, argv[1]);
    std::puts(atelier::eventstore::encode(event).data.c_str());
}
"""


@pytest.fixture
def tree(tmp_path):
    for part in ("domain", "eventstore", "schemas"):
        shutil.copytree(ROOT / part, tmp_path / part)
    shutil.copytree(ROOT / "tools", tmp_path / "tools", symlinks=True)
    return tmp_path


def run(tree, *words):
    return subprocess.run(
        [tree / "tools/new_event_version", *words], capture_output=True, text=True, timeout=60
    )


def change(tree, new, path=EVENTS, old=MOVED):
    text = (tree / path).read_text()
    assert old in text
    (tree / path).write_text(text.replace(old, new))


def committed(tree):
    for words in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=T", "-c", "user.email=t@t", "commit", "-qm", "before"],
    ):
        subprocess.run(["git", "-C", tree, *words], check=True)


def test_a_changed_event_gets_a_version_and_an_upcaster_that_gives_new_members_a_value(tree):
    change(
        tree,
        "struct TaskMoved {\n    StatusId status;\n    Rank rank;\n    bool quietly = false;  ///< no mail\n"
        "    std::vector<UserId> told{};\n    std::optional<std::string> why{};\n};\n"
        "ATELIER_EVENT(TaskMoved, 1, status, rank, quietly,\n              told, why)",
    )
    done = run(tree, "TaskMoved")
    assert done.returncode == 0, done.stderr
    assert "TaskMoved 1 -> 2" in done.stdout
    assert "members that are new: quietly, told, why" in done.stdout
    assert "Say in the upcaster" not in done.stdout
    assert "ATELIER_EVENT(TaskMoved, 2, status, rank, quietly,\n" in (tree / EVENTS).read_text()
    assert (tree / "schemas/golden/TaskMoved.v1.json").exists()
    casts = (tree / UPCASTERS).read_text()
    assert casts.count('{"TaskMoved", 1,') == 1
    assert '"quietly":false' in casts and '"told":[]' in casts and '"why"' not in casts
    assert "why may be absent" in casts
    check_reads_old(tree)


def check_reads_old(tree):
    """What was written compiles, and the program's one way of reading runs it."""
    libraries = os.environ.get("ATELIER_SCAFFOLD_LIBRARIES")
    if not libraries:
        pytest.skip("run by ctest, which knows the compiler")
    (tree / "read_old.cpp").write_text(READ_OLD)
    sources = ["read_old.cpp", "eventstore/codec/event_codec.cpp", UPCASTERS]
    # With the flags of the libraries, which a sanitizer's runtime goes with.
    command = [*os.environ["ATELIER_SCAFFOLD_COMPILER"].split(), "-std=c++2b", "-O0", "-Wall"]
    command += ["-Wextra", "-Werror", "-I.", *sources, *libraries.split(":"), "-lsimdjson", "-o", "read_old"]
    factor = int(os.environ.get("ATELIER_TEST_TIME_FACTOR", "1"))
    subprocess.run(command, cwd=tree, check=True, timeout=240 * factor)
    old = (tree / "schemas/golden/TaskMoved.v1.json").read_text()
    read = subprocess.run([tree / "read_old", old], capture_output=True, text=True, check=True)
    assert read.stdout.strip() == old.strip()[:-1] + ',"quietly":false,"told":[]}'


def test_a_member_whose_old_value_only_a_person_knows_is_said(tree):
    change(
        tree,
        "struct TaskMoved {\n    StatusId column;\n    Rank rank;\n};\n"
        "ATELIER_EVENT(TaskMoved, 1, column, rank)",
    )
    done = run(tree, "TaskMoved")
    assert done.returncode == 0, done.stderr
    assert "Say in the upcaster: what column (StatusId) was until now." in done.stdout
    assert "Say in the upcaster: whether column follows from status." in done.stdout
    assert "status of the old form is ignored" in (tree / UPCASTERS).read_text()


def test_an_event_that_has_not_changed_yet_gets_both_and_is_told_what_is_next(tree):
    done = run(tree, "TaskArchived")
    assert done.returncode == 10
    assert "The struct is as it was. Next: change it" in done.stdout
    assert "ATELIER_EVENT(TaskArchived, 2)" in (tree / EVENTS).read_text()


def test_a_name_that_is_no_event_is_refused_with_the_nearest_ones(tree):
    done = run(tree, "TaskMovd")
    assert done.returncode == 1
    assert "no event is called TaskMovd; did you mean TaskMoved" in done.stderr
    assert (tree / EVENTS).read_text() == (ROOT / EVENTS).read_text()


def test_a_version_that_is_not_committed_is_not_raised_again(tree):
    committed(tree)
    assert run(tree, "TaskMoved").returncode == 10
    before = (tree / UPCASTERS).read_text()
    again = run(tree, "TaskMoved")
    assert again.returncode == 1
    assert "version 2 here and was version 1 in the last commit" in again.stderr
    assert (tree / UPCASTERS).read_text() == before


def test_a_version_without_a_golden_copy_is_in_no_log_and_is_refused(tree):
    (tree / "schemas/golden/TaskMoved.v1.json").unlink()
    done = run(tree, "TaskMoved")
    assert done.returncode == 1
    assert "version 1 was never written" in done.stderr


def test_the_help_says_the_steps_and_a_wrong_flag_is_named(tree):
    generate = tree / "tools/generate"
    done = subprocess.run([generate, "event", "--help"], capture_output=True, text=True)
    assert done.returncode == 0
    assert "tools/generate event TaskMoved" in done.stdout and "--no-build" in done.stdout
    wrong = subprocess.run([generate, "event", "--what"], capture_output=True, text=True)
    assert wrong.returncode == 1 and "no flag --what" in wrong.stderr
