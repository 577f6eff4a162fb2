"""The board in lanes and through filters, and who works on what right now."""

import pytest

from harness.follower import Follower


@pytest.fixture(scope="module")
def deck(world):
    """A project with five cards in two columns; made once, only read."""

    class Deck:
        owner, viewer = world.owner, world.viewer
        answer = world.owner.create_project(world.home.workspace, "Deck")
        project = answer.data["id"]
        statuses = [status["id"] for status in answer.data["statuses"]]

    deck = Deck()
    label = world.owner.post(
        f"/projects/{deck.project}/labels", {"name": "urgent", "colour": "#ff0000"}, expect=201
    )
    deck.label = label.data["id"]
    members = [
        {"assignees": [world.owner.user], "priority": "HIGH"},
        {"assignees": [world.owner.user, world.viewer.user], "labels": [deck.label]},
        {"priority": "URGENT", "labels": [deck.label], "type": "BUG"},
        {"assignees": [world.viewer.user]},
        {},
    ]
    made = [
        world.owner.create_task(
            deck.project, f"Card {i}", status=deck.statuses[0 if i < 3 else 1], **one
        )
        for i, one in enumerate(members)
    ]
    deck.cards = [one.data["id"] for one in made]
    deck.last = made[-1]
    return deck


def board(deck, query="", expect=200):
    return deck.owner.get(f"/projects/{deck.project}/board?{query}", deck.last, expect=expect)


def lanes(deck, by):
    """Lane → the numbers of its cards by column, of columns that have some."""
    found = {}
    for lane in board(deck, f"swimlane={by}").data["swimlanes"]:
        assert [column["status"] for column in lane["columns"]] == deck.statuses
        assert all(column["count"] == len(column["cards"]) for column in lane["columns"])
        found[lane["key"]] = [
            [deck.cards.index(card) for card in column["cards"]]
            for column in lane["columns"]
            if column["cards"]
        ]
    return found


def test_lanes_by_assignee_hold_a_card_of_two_people_twice_and_nobodys_last(deck):
    found = lanes(deck, "assignee")
    assert found == {
        deck.owner.user: [[0, 1]],
        deck.viewer.user: [[1], [3]],
        "none": [[2], [4]],
    }
    assert list(found)[-1] == "none"


def test_lanes_by_priority_begin_with_the_most_urgent(deck):
    assert list(lanes(deck, "priority").items()) == [
        ("URGENT", [[2]]),
        ("HIGH", [[0]]),
        ("MEDIUM", [[1], [3, 4]]),
    ]


def test_lanes_by_label_have_its_name(deck):
    assert lanes(deck, "label") == {deck.label: [[1, 2]], "none": [[0], [3, 4]]}
    assert board(deck, "swimlane=label").data["swimlanes"][0]["name"] == "urgent"


def test_the_filters_of_lists_choose_the_cards(deck):
    def chosen(query):
        columns = board(deck, query).data["columns"]
        assert all(column["count"] == len(column["cards"]) for column in columns)
        return [deck.cards.index(card["id"]) for column in columns for card in column["cards"]]

    assert chosen("") == [0, 1, 2, 3, 4]
    assert chosen("assignee=me") == [0, 1]
    assert chosen(f"label={deck.label}&type=BUG") == [2]
    assert chosen("search=deck-5") == [4]
    assert chosen("assigned=false&swimlane=priority") == [2, 4]
    assert "assigned" in board(deck, "assigned=perhaps", expect=400).fields
    assert "swimlane" in board(deck, "swimlane=colour", expect=400).fields


def test_a_card_shows_whose_timer_runs_live_and_when_asked(world):
    made = world.owner.create_project(world.home.workspace, "Clocked")
    card = world.owner.create_task(made.data["id"], "Tick")
    topic = f"board:{made.data['id']}"
    world.owner.get(f"/projects/{made.data['id']}/board", card)
    workspace = {"workspace": world.home.workspace}

    def timers(after):
        read = world.owner.get(f"/projects/{made.data['id']}/board", after).data
        follower.reach(topic, after.meta["position"])
        held = list(follower.held[topic].of_kind("card").values())
        shown = [one for column in read["columns"] for one in column["cards"]]
        assert held == shown
        return shown[0]["timers"]

    with Follower(world.owner, topic) as follower:
        start = world.owner.post(
            "/timers/start", {"task": card.data["id"], "stop_running": True}, expect=200
        )
        assert timers(start) == [world.owner.user]
        assert timers(world.owner.post("/timers/pause", workspace, expect=200)) == []
        assert timers(world.owner.post("/timers/resume", workspace, expect=200)) == [
            world.owner.user
        ]
        assert timers(world.owner.post("/timers/stop", workspace, expect=200)) == []
