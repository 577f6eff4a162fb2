"""The checker finds what is wrong: a whole history passes, and each forged one is told of."""

import copy
import json
from dataclasses import replace

import pytest

from chaos import plan
from chaos.checker import models
from chaos.checker.chain import FIRST_HASH, Chain, next_hash
from chaos.checker.commands import Attempt, Audit, Command
from chaos.checker.fold import Fold
from chaos.checker.reading import Event, Record, StoredAnswer
from chaos.checker.topic import HEADERS, Topic

WORKSPACE, OTHER = "w1", "w2"
OPEN, DONE = "s1", "s2"


class Log:
    """Events with a whole chain, in the making."""

    def __init__(self):
        self.events, self._versions, self._hash = [], {}, FIRST_HASH

    def add(self, stream, kind, body, request="", command=None, workspace=WORKSPACE):
        position = len(self.events) + 1
        version = self._versions[stream] = self._versions.get(stream, 0) + 1
        about = {"command_id": command or f"c-{request or position}", "request_id": request}
        event = Event(
            *(position, f"e{position}", stream, version, kind, 1, workspace),
            *(json.dumps(body), json.dumps(about), 1_000 + position, b""),
        )
        self._hash = next_hash(self._hash, event)
        self.events.append(replace(event, hash=self._hash))
        return self.events[-1]


def task(title, status=OPEN, number=1):
    return {
        **{"project": "p1", "number": number, "title": title, "description": "", "status": status},
        **{"rank": "1", "priority": "MEDIUM", "assignees": [], "labels": [], "kind": "TASK"},
    }


def instant(second):
    return f"2026-11-22T08:00:{second:02}.000Z"


@pytest.fixture
def log():
    one = Log()
    statuses = [{"id": OPEN, "category": "TODO"}, {"id": DONE, "category": "DONE"}]
    project = {"workspace": WORKSPACE, "key": "ATL", "name": "Atlas", "statuses": statuses}
    one.add("project-p1", "ProjectCreated", project)
    one.add("task-t1", "TaskCreated", task("Paint"), "r1")
    one.add("task-t1", "TaskMoved", {"status": DONE, "rank": "2"}, "r2")
    run = {"user": "u1", "workspace": WORKSPACE, "task": "t1", "note": ""}
    one.add("timer-x", "TimerStarted", {**run, "entry": "n1", "started_at": instant(1)}, "r3")
    span = {"started_at": instant(1), "stopped_at": instant(5), "billable": False}
    one.add("time_entry-n1", "TimeEntryAdded", {**run, **span}, "r4")
    one.add("timer-x", "TimerStopped", {"entry": "n1", "stopped_at": instant(5)}, "r4")
    one.add("task-t2", "TaskCreated", task("Scrub", number=2), "r5", workspace=OTHER)
    return one


def of_chain(events, head=None, streams=None):
    chain = Chain()
    found = chain.take(events)
    head = head or (events[-1].position, events[-1].hash)
    versions = {event.stream: event.version for event in events}
    return " ".join([*found, *chain.check_ends(*head, streams or versions)])


def test_a_whole_log_passes(log):
    assert of_chain(log.events) == ""
    assert Fold().take(log.events) == []


def test_an_event_that_is_gone_leaves_a_gap(log):
    found = of_chain(log.events[:2] + log.events[3:])
    assert "gap" in found and "hash" in found


def test_an_event_that_is_there_twice_is_told(log):
    assert "in the log twice" in of_chain(log.events[:3] + log.events[2:])


def test_events_that_are_cut_off_at_the_end_are_told(log):
    head = (log.events[-1].position, log.events[-1].hash)
    assert "log.head is at 7, the last event is at 5" in of_chain(log.events[:5], head)


def test_a_changed_event_breaks_the_chain(log):
    log.events[2] = replace(log.events[2], data='{"status":"s1","rank":"2"}')
    assert (
        of_chain(log.events)
        == "position 3: the hash is not that of the event and the one before it"
    )


def test_events_in_another_order_break_the_chain(log):
    log.events[2], log.events[3] = log.events[3], log.events[2]
    assert "gap or a repeat" in of_chain(log.events)


def test_a_stream_whose_version_is_not_its_last_events_is_told(log):
    versions = {event.stream: event.version for event in log.events}
    assert "task-t1 at version 3" in of_chain(log.events, streams={**versions, "task-t1": 3})


# Kafka.


def records(log):
    partitions, made = {WORKSPACE: 0, OTHER: 1}, []
    for event in log.events:
        headers = {name: said(event) for name, said in HEADERS.items()}
        headers["ce_position"] = str(event.position)
        partition = partitions[event.workspace]
        made.append(Record(partition, len(made), event.workspace, headers, event.data))
    return made


def of_topic(log, made):
    topic, events = Topic(), {event.position: event for event in log.events}
    return " ".join([*topic.take(made, events), *topic.check_complete(events)]), topic


def test_a_topic_with_repeats_passes_and_they_are_counted(log):
    made = records(log)
    found, topic = of_topic(log, made[:4] + made[1:])
    assert (found, topic.repeats) == ("", 3)


def test_a_record_that_is_lost_is_told(log):
    made = records(log)
    assert of_topic(log, made[:2] + made[3:])[0] == "1 events are not in the topic, the first is 3"


def test_records_out_of_order_are_told(log):
    made = records(log)
    made[1], made[2] = made[2], made[1]
    assert "position 2 comes first after 3: out of order" in of_topic(log, made)[0]


@pytest.mark.parametrize(
    "change, wanted",
    [
        ({"value": "{}"}, "the value differs"),
        ({"key": OTHER}, "key w2 of an event of workspace w1"),
        ({"partition": 3}, "is in another partition too"),
    ],
)
def test_a_record_that_says_something_else_than_the_log_is_told(log, change, wanted):
    made = records(log)
    made[3] = replace(made[3], **change)
    assert wanted in of_topic(log, made)[0]


def test_a_record_of_an_event_that_the_log_has_not_is_told(log):
    made = records(log)
    log.events.pop()
    assert "which the log has not" in of_topic(log, made)[0]


# Commands.


def command(log, kind="create", at=2, request="r1", **changes):
    event = log.events[at - 1]
    data = {"id": event.stream.split("-", 1)[1], "number": 1}
    asked = {"title": "Paint", "status": OPEN} if kind == "create" else {"status": DONE}
    attempt = Attempt(request, "ada", 0.0, 1.0, 201)
    one = Command(kind, "u1", "k1", "POST", "/", asked, [attempt], data, at, event.version)
    for name, value in changes.items():
        setattr(one, name, value)
    return one


def of_commands(log, one, answer=True):
    audit = Audit()
    audit.take(log.events)
    stored = StoredAnswer(one.position or 0, "201 1 \n" + json.dumps(one.data))
    return " ".join(audit.check([one], {("u1", "k1"): stored} if answer else {}))


def test_acknowledged_commands_that_are_in_the_log_pass(log):
    assert of_commands(log, command(log)) == ""
    assert of_commands(log, command(log, "move", 3, "r2")) == ""


def test_an_acknowledged_command_without_an_event_is_told(log):
    assert "is not in the log" in of_commands(log, command(log, request="lost"))


def test_a_task_is_deleted_only_once_but_must_be_deleted(log):
    late = command(log, "delete", 2, "late", position=7, data={"id": "t1"})
    assert "acknowledged at 7 and is not in the log" in of_commands(log, late)
    log.add("task-t1", "TaskDeleted", {}, "r8")
    late.position = 8
    assert of_commands(log, late) == ""


def test_a_command_that_was_carried_out_twice_is_told(log):
    log.add("task-t3", "TaskCreated", task("Paint", number=3), "again")
    twice = command(log)
    twice.attempts.append(Attempt("again", "ben", 2.0))
    assert "carried out more than once, at [2, 8]" in of_commands(log, twice)


def test_a_refused_command_that_has_an_effect_is_told(log):
    refused = command(
        log, data=None, attempts=[Attempt("r1", "ada", 0.0, 1.0, 409, "timer_running")]
    )
    assert "was answered 409 and has events" in of_commands(log, refused)


def test_a_command_without_an_answer_may_be_there_whole_or_not(log):
    for request in ("r1", "nowhere"):
        unknown = command(log, data=None, attempts=[Attempt(request, "ada", 0.0)])
        assert of_commands(log, unknown) == ""


def test_a_command_whose_events_are_torn_apart_is_told(log):
    log.add("task-t3", "TaskEdited", {"title": "X"}, "r1")
    assert "is torn: its events are at [2, 8]" in of_commands(log, command(log))


@pytest.mark.parametrize(
    "changes, wanted",
    [
        ({"position": 5}, "was acknowledged at 5, its events end at 2"),
        ({"body": {"title": "Sand"}}, "asked for title 'Sand'"),
        ({"version": 4}, "another version or number"),
        ({"repeats": [({"id": "t9"}, 2)]}, "repeated, it was answered otherwise"),
    ],
)
def test_an_answer_that_the_log_contradicts_is_told(log, changes, wanted):
    event = log.events[1]
    one = command(log)
    one.data = {"id": "t1", "number": 1}
    for name, value in changes.items():
        setattr(one, name, value)
    assert event.type == "TaskCreated" and wanted in of_commands(log, one)


def test_an_answer_that_is_not_kept_for_a_repeat_is_told(log):
    assert "no answer is kept" in of_commands(log, command(log), answer=False)


# Read models and live clients.


def test_half_a_stop_of_a_timer_is_told(log):
    del log.events[4]
    assert any("half done" in finding for finding in Fold().take(log.events))
    other = Log()
    other.events = log.events
    assert Fold().take(other.events)


def test_a_timer_whose_entry_is_of_another_command_is_told(log):
    about = json.dumps({"command_id": "another", "request_id": "r4"})
    log.events[4] = replace(log.events[4], metadata=about)
    assert "another command" in " ".join(Fold().take(log.events))


@pytest.fixture
def fold(log):
    one = Fold()
    one.take(log.events)
    return one


def test_what_the_fold_says_passes_as_board_timers_and_tables(fold):
    assert list(models.check_board("x", fold, "p1", fold.cards("p1"))) == []
    assert fold.cards("p1")["t1"]["status"] == DONE and fold.cards("p1")["t1"]["key"] == "ATL-1"
    assert list(models.check_timers("x", fold, "u1", {})) == []
    expected = models.expected_tables(fold)
    assert list(models.check_tables(fold, lambda table, _: expected[table][1])) == []


def test_a_client_that_missed_the_last_change_is_told(log, fold):
    stale = Fold()
    stale.take(log.events[:2])
    found = " ".join(models.check_board("live", fold, "p1", stale.cards("p1")))
    assert "t1" in found and f"status is {OPEN!r}, by the log {DONE!r}" in found
    assert "t2 is missing" in found


def test_a_client_that_keeps_what_is_deleted_is_told(log, fold):
    kept = fold.cards("p1")
    fold.take([log.add("task-t1", "TaskDeleted", {})])
    assert "t1 must not be there" in " ".join(models.check_board("live", fold, "p1", kept))


def test_a_client_whose_timer_still_runs_is_told(log, fold):
    before = Fold()
    before.take(log.events[:4])
    found = models.check_timers("live", fold, "u1", before.running_timers("u1"))
    assert "must not be there" in " ".join(found)


def test_a_row_that_differs_is_told(fold):
    expected = copy.deepcopy(models.expected_tables(fold))
    expected["timer.entries"][1]["n1"]["note"] = "other"
    expected["board.cards"][1].pop("t1")
    found = " ".join(models.check_tables(fold, lambda table, _: expected[table][1]))
    assert "timer.entries: n1 note is 'other'" in found and "board.cards: t1 is missing" in found


def test_columns_out_of_order_or_with_equal_ranks_are_told():
    for ranks in (["2", "1"], ["1", "1"]):
        cards = [{"rank": rank, "status": OPEN} for rank in ranks]
        column = {"id": OPEN, "name": "To do", "cards": cards}
        assert list(models.check_columns("x", [column]))


# The plan.


def test_a_seed_makes_the_same_plan_again_and_every_fault_comes_equally_often():
    steps = plan.make_plan(7, 210, "both")
    assert steps == plan.make_plan(7, 210, "both") != plan.make_plan(8, 210, "both")
    assert [step.number for step in steps] == list(range(1, 211))
    for mode in plan.MODES:
        names = [step.fault for step in steps if step.mode == mode]
        counts = {name: names.count(name) for name in plan.faults_of(mode)}
        assert max(counts.values()) - min(counts.values()) <= 1, counts
    assert all(
        step.mode == "kafka" for step in steps if plan.FAULTS[step.fault][0]
    ), "a fault of Kafka without Kafka"
