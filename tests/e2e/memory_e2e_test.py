"""Boards and tasks that are asked for again come from memory: nobody is to notice but by the clock."""

import pytest

from harness.metrics import figure
from harness.world import Place

ROUNDS = 20
READY = "atelier_ready_answers_total"


@pytest.fixture
def hot(world):
    """A place whose board and task have been asked for."""
    place = Place(world.owner)
    place.path = f"/tasks/{place.task()}"
    place.board = f"/projects/{place.project}/board"
    for _ in range(3):
        place.owner.get(place.path, place.position)
        place.owner.get(place.board)
    return place


def test_what_is_asked_for_again_comes_from_memory(hot):
    before = figure(hot.owner, READY)
    plain = [hot.owner.get(path) for path in (hot.path, hot.board) for _ in range(10)]
    assert figure(hot.owner, READY) > before
    exact = hot.owner.get(hot.path, hot.position)
    assert plain[0].json == exact.json
    assert plain[0].headers["ETag"] == exact.headers["ETag"]
    assert all(answer.content == plain[0].content for answer in plain[:10])
    for answer in (plain[9], plain[19]):
        assert int(answer.headers["Atelier-Position"]) >= hot.position
        tag = {"If-None-Match": answer.headers["ETag"]}
        assert hot.owner.get(hot.path if answer is plain[9] else hot.board, headers=tag, expect=304)


def test_compressed_and_plain_answers_from_memory_say_the_same(hot):
    for _ in range(4):
        hot.task()  # a short board is not compressed
    for number in range(3):
        edited = hot.owner.patch(hot.path, {"description": f"{number} " + "long " * 400})
        hot.owner.get(hot.path, edited)
        for path in (hot.path, hot.board):
            plain = hot.owner.get(path, headers={"Accept-Encoding": "identity"})
            assert "Content-Encoding" not in plain.headers
            for _ in range(2):
                zipped = hot.owner.get(path, headers={"Accept-Encoding": "gzip"})
                assert zipped.headers["Content-Encoding"] == "gzip"
                assert zipped.json == plain.json
                assert zipped.headers["ETag"] == plain.headers["ETag"]


def test_a_change_that_was_seen_is_in_every_answer_after_it(hot):
    for number in range(ROUNDS):
        edited = hot.owner.patch(hot.path, {"title": f"Name {number}"})
        exact = hot.owner.get(hot.path, edited)
        for _ in range(3):
            plain = hot.owner.get(hot.path)
            assert plain.data["title"] == f"Name {number}"
            assert plain.headers["ETag"] == exact.headers["ETag"]
            cards = [card for column in hot.owner.get(hot.board).data["columns"] for card in column["cards"]]
            assert [card["title"] for card in cards] == [f"Name {number}"]


def test_a_task_that_is_gone_is_gone_from_memory_too(hot):
    for _ in range(5):
        deleted = hot.owner.delete(hot.path)
        hot.owner.get(hot.path, deleted, expect=404)
        hot.owner.get(hot.path, expect=404)
        restored = hot.owner.post(hot.path + "/restore")
        hot.owner.get(hot.path, restored)
        hot.owner.get(hot.path)


def test_who_is_put_out_sees_nothing_more(world, hot):
    guest = world.stranger
    for _ in range(ROUNDS):
        added = hot.owner.add_member(hot.workspace, guest.email, "MEMBER")
        for path in (hot.path, hot.board):
            guest.get(path, added)
            for _ in range(3):
                guest.get(path)
        removed = hot.owner.delete(f"/workspaces/{hot.workspace}/members/{guest.user}")
        guest.get(hot.path, removed, expect=404)
        for path in (hot.path, hot.board):
            guest.get(path, expect=404)
            hot.owner.get(path)


def test_a_project_that_is_deleted_is_gone_from_memory_too(hot):
    for _ in range(5):
        deleted = hot.owner.delete(f"/projects/{hot.project}")
        hot.owner.get(hot.board, deleted, expect=404)
        for path in (hot.path, hot.board):
            hot.owner.get(path, expect=404)
        restored = hot.owner.post(f"/projects/{hot.project}/restore")
        for path in (hot.path, hot.board):
            hot.owner.get(path, restored)
            hot.owner.get(path)


def test_what_others_have_in_memory_is_nobody_elses(world, hot):
    for person in (world.stranger, world.foreigner):
        for path in (hot.path, hot.board):
            hot.owner.get(path)
            assert person.get(path, expect=404).code == "not_found"
    for path in (hot.path, hot.board):
        assert world.nobody.get(path, expect=401).code == "unauthenticated"
