"""The board's columns and labels: how they change, for those who look on, and under those who move cards meanwhile."""

import threading

import pytest

from harness.follower import Follower, board_of

NOTHING = "0199aaaa-0000-7000-8000-000000000000"


class Board:
    def __init__(self, owner):
        self.owner = owner
        self.workspace = owner.create_workspace().data["id"]
        made = owner.create_project(self.workspace)
        self.project = made.data["id"]
        self.path = f"/projects/{self.project}"
        owner.get(self.path, made)  # the read models have it: it can be followed
        self.topic = f"board:{self.project}"
        self.statuses = [status["id"] for status in made.data["statuses"]]

    def status(self, name="Waiting", expect=201, **members):
        body = {"name": name, "category": "DOING", **members}
        return self.owner.post(self.path + "/statuses", body, expect=expect)

    def label(self, name="bug", colour="#ff0000", expect=201):
        body = {"name": name, "colour": colour}
        return self.owner.post(self.path + "/labels", body, expect=expect)

    def names(self, after):
        read = self.owner.get(self.path + "/workflow", after).data["statuses"]
        board = self.owner.get(self.path + "/board", after).data["columns"]
        assert [one["name"] for one in board] == [one["name"] for one in read]
        return [one["name"] for one in read]


@pytest.fixture
def board(anonymous):
    owner = anonymous.another()
    owner.register("Ada")
    return Board(owner)


def test_statuses_are_made_edited_and_moved(board):
    ada = board.owner
    made = board.status(colour="#a0b1c2", wip_limit=2)
    path = f"{board.path}/statuses/{made.data['id']}"
    assert made.headers["Location"] == "/api/v1" + path
    assert ada.get(path, made).data == made.data
    assert board.names(made) == ["To do", "In progress", "In review", "Done", "Waiting"]
    moved = ada.post(path + "/move", {"before": board.statuses[1]})
    assert board.names(moved) == ["To do", "Waiting", "In progress", "In review", "Done"]
    again = ada.post(path + "/move", {"after": board.statuses[0]})
    assert again.meta["version"] == moved.meta["version"]
    edited = ada.patch(path, {"name": "Paused", "category": "TODO", "colour": None})
    assert edited.data == {
        "id": made.data["id"],
        "name": "Paused",
        "category": "TODO",
        "wip_limit": 2,
    }
    assert ada.get(path, edited).data == edited.data
    assert board.status("PAUSED", expect=409).code == "status_name_taken"
    assert ada.patch(path, {"name": "to DO"}, expect=409).code == "status_name_taken"
    wrong = board.status("x", expect=422, colour="red", wip_limit=1000)
    assert set(wrong.fields) == {"colour", "wip_limit"}
    board.status("x", expect=422, category="LATER")
    assert set(ada.post(path + "/move", {"before": NOTHING}, expect=422).fields) == {"before"}
    for method, body in (("PATCH", {"name": "x"}), ("DELETE", None), ("GET", None)):
        ada.request(method, f"{board.path}/statuses/{NOTHING}", body, expect=404)
    ada.get(f"{board.path}/statuses/nonsense", expect=400)


def test_more_cards_than_the_limit_are_a_warning(board):
    ada = board.owner
    first = board.statuses[0]
    ada.patch(f"{board.path}/statuses/{first}", {"wip_limit": 1})
    for is_over in (False, True):
        task = ada.create_task(board.project)
        column = ada.get(board.path + "/board", task).data["columns"][0]
        assert (column["over_wip_limit"], column["wip_limit"]) == (is_over, 1)
    other = ada.get(board.path + "/board", task).data["columns"][1]
    assert other["over_wip_limit"] is False and "wip_limit" not in other


def test_a_status_with_tasks_goes_only_when_it_is_said_where_they_go(board):
    ada = board.owner
    first, second, *_ = board.statuses
    tasks = [ada.create_task(board.project, f"Task {n}").data["id"] for n in range(4)]
    there = ada.create_task(board.project, "There", status=second).data["id"]
    ada.delete(f"/tasks/{tasks[3]}")
    path = f"{board.path}/statuses/{first}"
    assert ada.delete(path, expect=409).code == "status_in_use"
    for wrong in (first, NOTHING):
        answer = ada.delete(path, query={"move_tasks_to": wrong}, expect=422)
        assert set(answer.fields) == {"move_tasks_to"}
    ada.delete(path, query={"move_tasks_to": "x"}, expect=400)
    with Follower(ada, board.topic) as follower:
        deleted = ada.delete(path, query={"move_tasks_to": second})
        assert [one["id"] for one in deleted.data["statuses"]] == board.statuses[1:]
        held = follower.reach(board.topic, deleted.meta["position"])
        read = ada.get(board.path + "/board", deleted)
        assert held.board() == board_of(read)
        assert [card["id"] for card in held.board()[second]] == [there, *tasks[:3]]
        restored = ada.post(f"/tasks/{tasks[3]}/restore")
        assert restored.data["status"] == second
    for status in board.statuses[2:]:
        ada.delete(f"{board.path}/statuses/{status}")
    assert ada.delete(f"{board.path}/statuses/{second}", expect=409).code == "last_status"
    assert ada.create_task(board.project).data["status"] == second


def test_cards_moved_into_a_status_while_it_is_deleted_are_never_lost(board, anonymous):
    """The log holds no task in a status that is gone: a move is either carried along or refused."""
    ada = board.owner
    home = board.statuses[0]
    tasks = [ada.create_task(board.project).data["id"] for _ in range(6)]
    refused, moved, done = [], [], threading.Event()
    doomed = [None]

    def move_about(mine):
        client = anonymous.another(ada.token)
        turn = 0
        while not done.is_set():
            turn += 1
            answer = client.move_task(mine[turn % len(mine)], doomed[0], expect=None)
            (moved if answer.status == 200 else refused).append(answer)
            assert answer.status in (200, 422), answer
            client.move_task(mine[turn % len(mine)], home)

    doomed[0] = board.status("Round 0").data["id"]
    movers = [threading.Thread(target=move_about, args=(tasks[n::3],)) for n in range(3)]
    for mover in movers:
        mover.start()
    try:
        for number in range(1, 12):
            gone, following = doomed[0], board.status(f"Round {number}").data["id"]
            threading.Event().wait(0.05)
            ada.delete(f"{board.path}/statuses/{gone}", query={"move_tasks_to": home})
            doomed[0] = following
    finally:
        done.set()
        for mover in movers:
            mover.join()
    assert moved, "nothing was moved meanwhile"
    last = ada.post(f"{board.path}/labels", {"name": "end", "colour": "#000000"}, expect=201)
    known = {one["id"] for one in ada.get(board.path + "/workflow", last).data["statuses"]}
    listed = ada.get(board.path + "/tasks", last).data
    assert len(listed) == len(tasks)
    assert {one["status"] for one in listed} <= known
    shown = sum(column["count"] for column in ada.get(board.path + "/board", last).data["columns"])
    assert shown == len(tasks)


def test_a_deleted_label_is_off_every_task(board):
    ada = board.owner
    bug, late = board.label().data["id"], board.label("late").data["id"]
    assert board.label("BUG", expect=409).code == "label_name_taken"
    assert set(board.label("x", "red", expect=422).fields) == {"colour"}
    task = ada.create_task(board.project, labels=[bug, late])
    one = f"/tasks/{task.data['id']}"
    with Follower(ada, board.topic) as follower:
        edited = ada.patch(f"{board.path}/labels/{late}", {"name": "Late", "colour": "#00ff00"})
        held = follower.reach(board.topic, edited.meta["position"])
        assert held.of_kind("label")[late] == edited.data
        deleted = ada.delete(f"{board.path}/labels/{bug}")
        assert [label["id"] for label in deleted.data["labels"]] == [late]
        held = follower.reach(board.topic, deleted.meta["position"])
        assert held.of_kind("card")[task.data["id"]]["labels"] == [late]
        assert set(held.of_kind("label")) == {late}
        read = ada.get(board.path + "/board", deleted)
        assert held.board() == board_of(read)
        assert [label["id"] for label in read.data["labels"]] == [late]
    assert ada.get(one, deleted).data["labels"] == [late]
    assert ada.get(board.path + "/labels", deleted).data == [edited.data]
    renamed = ada.patch(one, {"title": "x"})
    assert renamed.data["labels"] == [late]
    assert ada.patch(one, {"labels": [late]}).meta["version"] == renamed.meta["version"]
    assert set(ada.patch(one, {"labels": [bug]}, expect=422).fields) == {"labels[0]"}
    ada.get(f"{board.path}/labels/{bug}", deleted, expect=404)
    assert ada.get(f"{board.path}/labels/{late}", deleted).data == edited.data


def test_what_changed_in_the_workflow_is_told(board):
    ada = board.owner
    made = board.status()
    path = f"{board.path}/statuses/{made.data['id']}"
    ada.patch(path, {"name": "Paused", "wip_limit": 3})
    ada.post(path + "/move", {"before": board.statuses[0]})
    label = board.label().data["id"]
    ada.patch(f"{board.path}/labels/{label}", {"colour": "#00ff00"})
    ada.delete(f"{board.path}/labels/{label}")
    last = ada.delete(path)
    told = ada.get(f"/workspaces/{board.workspace}/activity", last).data[:7][::-1]
    assert [one["type"] for one in told] == [
        "StatusCreated",
        "StatusEdited",
        "StatusMoved",
        "LabelCreated",
        "LabelEdited",
        "LabelDeleted",
        "StatusDeleted",
    ]
    assert told[0]["status"] == {"id": made.data["id"], "name": "Waiting"}
    assert told[1]["changes"] == [
        {"field": "name", "before": "Waiting", "after": "Paused"},
        {"field": "wip_limit", "after": "3"},
    ]
    assert told[2]["changes"][0]["after"].startswith("Paused, To do")
    assert told[4]["changes"] == [{"field": "colour", "before": "#ff0000", "after": "#00ff00"}]
    assert told[5]["label"] == {"id": label, "name": "bug"}
    assert told[6]["status"]["name"] == "Paused"
    assert all(one["project"]["id"] == board.project for one in told)


def test_a_change_too_large_for_one_delta_makes_followers_read_the_board_anew(board, anonymous):
    """Every card has a new key; with the longest titles that is more than one delta may hold."""
    ada = board.owner

    def fill():
        client = anonymous.another(ada.token)
        for _ in range(120):
            last.append(client.create_task(board.project, "🚢" * 500))

    last, threads = [], [threading.Thread(target=fill) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ada.get(board.path + "/board", max(one.meta["position"] for one in last))
    with Follower(ada, board.topic) as follower:
        edited = ada.patch(board.path, {"key": "BIG"})
        told = follower.wait(lambda one: one["type"] == "resync")
        assert told["topic"] == board.topic
        held = follower.reach(board.topic, edited.meta["position"])
        assert {card["key"][:4] for card in held.of_kind("card").values()} == {"BIG-"}
        assert held.board() == board_of(ada.get(board.path + "/board", edited))
        made = ada.create_task(board.project)
        assert made.data["id"] in follower.reach(board.topic, made.meta["position"]).of_kind("card")
        follower.reconnect()
        assert not follower.faults()
