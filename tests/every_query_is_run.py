"""Fails on a statement of schemas/queries that no test has run.

    every_query_is_run.py FOLDER    the record is the file that ATELIER_QUERY_RECORD names
"""
import os
import pathlib
import sys

SKIPPED = 77


def name_of(path: pathlib.Path, folder: pathlib.Path) -> str:
    return ".".join(path.relative_to(folder).with_suffix("").parts)


def main() -> int:
    record = os.environ.get("ATELIER_QUERY_RECORD")
    if not record:
        print("skipped: not all tests ran before this one")
        return SKIPPED
    folder = pathlib.Path(sys.argv[1])
    known = {name_of(path, folder) for path in folder.rglob("*.sql")}
    run = set(pathlib.Path(record).read_text(encoding="utf-8").split())
    for name in sorted(known - run):
        print(f"{name}: no test runs it")
    return 1 if known - run else 0


if __name__ == "__main__":
    sys.exit(main())
