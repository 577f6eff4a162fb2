"""Everything that is kept of a person, as a file: theirs whole, and nothing of others."""

import json
import secrets

import pytest

from harness.client import PASSWORD, Client, load_contract
from harness.node import run
from harness.streaming import Desk

NAME = "Mara Quillfeather"
AGENT = "quillphone/1"


@pytest.fixture(scope="module")
def people(own_node):
    """Ada, in whose workspace Mara has worked, and Mara."""
    contract = load_contract(own_node)
    ada, mara = Client(own_node, contract), Client(own_node, contract)
    ada.session.headers["User-Agent"] = "adas-own-phone/1"
    mara.session.headers["User-Agent"] = AGENT
    ada.register("Ada Secretkeeper")
    mara.register(NAME)
    desk = Desk(ada)
    desk.add_member(mara)
    made = mara.create_task(desk.project, "Mend the net", description="With the green twine").data
    mara.patch(f"/tasks/{made['id']}", {"title": "Mend the long net"})
    entry = {"task": made["id"], "started_at": "2026-01-05T08:00:00Z", "duration_seconds": 600}
    mara.post("/time-entries", {**entry, "note": "A long evening"}, expect=201)
    ada.patch(
        f"/tasks/{desk.tasks[0]}", {"assignees": [mara.user], "title": "Adas private thoughts"}
    )
    mara.patch("/me", {"name": NAME + " II"})
    return ada, mara, desk


@pytest.fixture(scope="module")
def exported(people):
    return people[1].get("/me/export")


def of_type(answer, wanted):
    return [event for event in answer.data["events"] if event["type"] == wanted]


def test_it_is_a_file(exported):
    disposition = exported.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="atelier-export-2')
    assert disposition.endswith('.json"')
    assert exported.headers["Content-Type"].startswith("application/json")
    assert exported.headers["Cache-Control"] == "no-store"
    assert "next_events_after" not in exported.data


def test_it_has_who_the_person_is_where_they_work_and_where_they_are_signed_in(people, exported):
    _, mara, desk = people
    assert exported.data["person"]["email"] == mara.email
    assert exported.data["person"]["name"] == NAME + " II"
    assert [(one["workspace"], one["role"]) for one in exported.data["memberships"]] == [
        (desk.workspace, "MEMBER")
    ]
    assert [
        (one["address"], one["user_agent"], one["is_current"]) for one in exported.data["sessions"]
    ] == [("127.0.0.1", AGENT, True)]


def test_it_has_what_the_person_wrote(exported):
    created = of_type(exported, "TaskCreated")
    assert [event["data"]["title"] for event in created] == ["Mend the net"]
    assert created[0]["data"]["description"] == "With the green twine"
    assert created[0]["by_you"] is True and created[0]["user_agent"] == AGENT
    assert created[0]["address"] == "127.0.0.1" and created[0]["command"] == "CreateTask"
    own = [event for event in of_type(exported, "TaskEdited") if event["by_you"]]
    assert own[0]["data"]["title"] == "Mend the long net"
    assert of_type(exported, "TimeEntryAdded")[0]["data"]["note"] == "A long evening"
    assert of_type(exported, "UserRegistered")[0]["data"]["name"] == NAME
    assert of_type(exported, "ProfileEdited")[0]["data"]["name"] == NAME + " II"
    positions = [event["position"] for event in exported.data["events"]]
    assert positions == sorted(set(positions))


def test_of_what_others_did_it_says_only_that_it_happened(people, exported):
    ada = people[0]
    assert len(of_type(exported, "MemberAdded")) == 1
    by_others = [event for event in exported.data["events"] if not event["by_you"]]
    assert {event["type"] for event in by_others} >= {"MemberAdded", "TaskEdited"}
    for event in by_others:
        assert not {"data", "address", "user_agent", "command"} & set(event), event
    text = exported.content.decode()
    for foreign in ("Ada Secretkeeper", ada.email, "adas-own-phone", "Adas private thoughts"):
        assert foreign not in text, foreign


def test_each_event_of_the_log_that_is_theirs_is_in_it(people, exported, store):
    mara = people[1]
    rows = store.query(
        """select position from log.events where position <= %s
        and (metadata::jsonb ->> 'actor' = %s or stream = %s) order by position""",
        exported.data["as_of"],
        mara.user,
        "user-" + mara.user,
    )
    own = [event["position"] for event in exported.data["events"] if event["by_you"]]
    assert own == [row[0] for row in rows]


def test_it_goes_on_after_a_position(people, exported):
    events = exported.data["events"]
    middle = events[len(events) // 2]["position"]
    rest = people[1].get("/me/export", query={"events_after": middle})
    assert rest.data["events"][: len(events)] == [one for one in events if one["position"] > middle]
    for wrong in ("-1", "x", "1.5", ""):
        refused = people[1].get("/me/export", query={"events_after": wrong}, expect=400)
        assert refused.json["error"]["fields"][0]["path"] == "events_after"


def test_a_large_one_comes_in_parts(people):
    mara, desk = people[1], people[2]
    for number in range(12):
        mara.create_task(desk.project, f"Chapter {number}", description="x" * 9_000)
    # Eight MiB are a part: what one person wrote here is one part still.
    whole = mara.get("/me/export").data
    assert "next_events_after" not in whole
    assert len([one for one in whole["events"] if one["type"] == "TaskCreated"]) == 13


def test_the_command_writes_the_same(people, store):
    mara = people[1]
    arguments = (*store.arguments(),)
    said = run("export-person", mara.email, *arguments, **store.variables()).out
    by_command = json.loads(said)
    by_request = mara.get("/me/export").data
    for changing in ("made_at", "as_of", "sessions"):
        by_command.pop(changing)
        by_request.pop(changing)
    assert by_command == by_request
    missing = run(
        "export-person", "nobody@quill.example", *arguments, expect=4, **store.variables()
    )
    assert "There is no person" in missing.err


def test_it_is_limited_more_strictly_than_other_requests(own_node):
    mara = Client(own_node, load_contract(own_node))
    mara.register(NAME)
    statuses = [mara.request("GET", "/me/export").status for _ in range(12)]
    assert statuses[:10] == [200] * 10 and statuses[-1] == 429
    mara.get("/me")


def test_whoever_was_erased_has_nothing_to_export(own_node, store):
    mara = Client(own_node, load_contract(own_node))
    mara.register(NAME, f"mara.{secrets.token_hex(4)}@quill.example")
    user = mara.user
    mara.request("DELETE", "/me", {"password": PASSWORD}, expect=200)
    assert mara.request("GET", "/me/export").status == 401
    gone = run("export-person", user, *store.arguments(), expect=4, **store.variables())
    assert "was erased" in gone.err
