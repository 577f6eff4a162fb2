"""Read models against the fold: the tables themselves, what the API answers, what clients hold."""

MOST_DIFFERENCES = 5  # that are told of one comparison


def differences(what, wanted, found):
    """Sentences about where two dicts by id differ; at most MOST_DIFFERENCES and a count."""
    wrong = [
        key for key in sorted(wanted.keys() | found.keys()) if wanted.get(key) != found.get(key)
    ]
    for key in wrong[:MOST_DIFFERENCES]:
        yield f"{what}: {key} {_difference(wanted.get(key), found.get(key))}"
    if len(wrong) > MOST_DIFFERENCES:
        yield f"{what}: {len(wrong) - MOST_DIFFERENCES} more differ"


def _difference(wanted, found):
    if found is None:
        return "is missing"
    if wanted is None:
        return "must not be there"
    names = [
        name for name in sorted(wanted.keys() | found.keys()) if wanted.get(name) != found.get(name)
    ]
    return "; ".join(
        f"{name} is {found.get(name)!r}, by the log {wanted.get(name)!r}" for name in names
    )


# Of each table its columns, the key first, and the same of the fold.
_TASK_COLUMNS = {
    "project_id": "project",
    "number": "number",
    "title": "title",
    "status": "status",
    "rank": "rank",
    "priority": "priority",
    "type": "type",
    "due": "due",
    "start": "start",
    "estimate_seconds": "estimate_seconds",
    "is_archived": "archived",
    "is_deleted": "deleted",
    "position": "position",
}


def expected_tables(fold):
    """By table: the columns to read, and the rows that must be there."""
    tasks = {"task_id": None, **_TASK_COLUMNS, "description": "description", "version": "version"}
    cards = {"task_id": None, **_TASK_COLUMNS, "timers": "timers"}
    # Changes of timers and labels show on a card without being events of its task.
    return {
        "board.cards": _rows(cards, fold.tasks),
        "task.tasks": _rows(
            {name: tasks[name] for name in tasks if name != "position"}, fold.tasks
        ),
        "board.projects": _rows(
            {"project_id": None, "workspace_id": "workspace", "key": "key", "name": "name"},
            fold.projects,
        ),
        "timer.timers": _rows(
            {
                "timer_id": None,
                "user_id": "user",
                "workspace_id": "workspace",
                "task_id": "task",
                "is_active": "active",
                "tracked_milliseconds": "tracked_ms",
            },
            fold.timers,
        ),
        "timer.entries": _rows(
            {
                "entry_id": None,
                "user_id": "user",
                "task_id": "task",
                "note": "note",
                "is_deleted": "deleted",
                "version": "version",
            },
            fold.entries,
        ),
    }


def _rows(names, things):
    """Rows under the table's names, by id; `names` maps column to member, None is the id."""
    return list(names), {
        entity: {
            column: entity if member is None else _stored(column, row[member])
            for column, member in names.items()
        }
        for entity, row in things.items()
    }


def _stored(column, value):
    """A due date without a time is kept as the last microsecond of its day."""
    is_date = column == "due" and value is not None and "T" not in value
    return f"{value}T23:59:59.999999+00:00" if is_date else value


def check_tables(fold, read):
    """`read(table, columns)` brings the rows by id."""
    for table, (columns, wanted) in expected_tables(fold).items():
        yield from differences(table, wanted, read(table, columns))


def check_board(where, fold, project, cards):
    """`cards` are a board's as somebody holds or was answered them, by id."""
    yield from differences(f"{where}, board {project}", fold.cards(project), cards)


def check_columns(where, columns):
    """Cards stand in their column, in the order of their ranks, which are unequal."""
    for column in columns:
        ranks = [card["rank"].encode() for card in column["cards"]]
        if ranks != sorted(set(ranks)):
            yield f"{where}: column {column['name']} is not in the order of unequal ranks"
        if any(card["status"] != column["id"] for card in column["cards"]):
            yield f"{where}: column {column['name']} has another column's card"


def check_timers(where, fold, user, timers):
    """`timers` are somebody's active ones, by workspace."""
    yield from differences(f"{where}, timers of {user}", fold.running_timers(user), timers)
