"""A person's own profile."""

import secrets

import pytest

from harness.follower import Follower


@pytest.fixture
def ada(anonymous):
    anonymous.register("Ada")
    return anonymous


def test_name_time_zone_and_locale_can_be_changed_one_by_one(ada):
    answer = ada.patch("/me", {"name": "Ada Lovelace"})
    assert answer.data["name"] == "Ada Lovelace" and answer.data["time_zone"] == "UTC"
    answer = ada.patch("/me", {"time_zone": "Europe/London", "locale": "en-GB"})
    assert answer.data == {
        "id": ada.user,
        "email": ada.email,
        "name": "Ada Lovelace",
        "time_zone": "Europe/London",
        "locale": "en-GB",
    }
    assert ada.get("/me", answer).data == answer.data
    assert ada.log_in().data["user"] == answer.data


def test_what_is_the_same_already_writes_no_event(ada):
    first = ada.patch("/me", {"name": "Ada Lovelace", "locale": "de"})
    again = ada.patch("/me", {"name": "Ada Lovelace", "locale": "de"})
    assert again.meta["version"] == first.meta["version"]
    assert again.data == first.data
    assert ada.patch("/me", {}).meta["version"] == first.meta["version"]


def test_a_repeat_under_the_same_key_is_the_first_answer(ada):
    headers = {"Idempotency-Key": secrets.token_hex(8)}
    first = ada.patch("/me", {"name": "First"}, headers=headers)
    ada.patch("/me", {"name": "Second"})
    again = ada.patch("/me", {"name": "First"}, headers=headers)
    assert (again.json, again.headers["Idempotency-Replayed"]) == (first.json, "true")
    assert ada.patch("/me", {}).data["name"] == "Second"


def test_a_version_may_be_asked_for(ada):
    answer = ada.patch("/me", {"name": "Second"}, headers={"If-Match": '"1"'})
    assert answer.meta["version"] == 2
    ada.patch("/me", {"name": "Third"}, headers={"If-Match": '"1"'}, expect=412)


@pytest.mark.parametrize(
    "member, bad",
    [
        ("name", ""),
        ("name", "x" * 101),
        ("name", None),
        ("time_zone", "Europe/Atlantis"),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", "europe/berlin"),
        ("time_zone", ""),
        ("time_zone", None),
        ("locale", "en_GB"),
        ("locale", "english language"),
        ("locale", ""),
        ("locale", None),
    ],
)
def test_what_is_no_name_no_time_zone_or_no_locale_is_422_and_named(ada, member, bad):
    assert member in ada.patch("/me", {member: bad}, expect=422).fields
    assert ada.get("/me").data["time_zone"] == "UTC"


def test_every_bad_member_is_listed_at_once(ada):
    answer = ada.patch("/me", {"name": "", "time_zone": "x", "locale": "_"}, expect=422)
    assert set(answer.fields) == {"name", "time_zone", "locale"}


def test_an_e_mail_address_cannot_be_changed_here(ada):
    assert "email" in ada.patch("/me", {"email": "eve@harbour.example"}, expect=400).fields


def test_members_and_live_topics_show_the_new_name(ada):
    workspace = ada.create_workspace().data["id"]
    with Follower(ada, "me") as follower:
        answer = ada.patch("/me", {"name": "Ada Lovelace", "time_zone": "Asia/Tokyo"})
        follower.reach("me", answer.meta["position"])
        (person,) = follower.held["me"].of_kind("user").values()
    assert (person["name"], person["time_zone"]) == ("Ada Lovelace", "Asia/Tokyo")
    (member,) = ada.get(f"/workspaces/{workspace}/members", answer).data
    assert member["name"] == "Ada Lovelace"


def test_a_name_is_never_in_the_log_in_the_clear(ada, database):
    name = "Unmistakable " + secrets.token_hex(8)
    ada.patch("/me", {"name": name})
    ((found,),) = database.query(
        "select count(*) from log.events where data like %s or metadata like %s",
        f"%{name}%",
        f"%{name}%",
    )
    assert found == 0


def test_a_rebuilt_directory_has_the_same_profile(ada, tool):
    changed = ada.patch("/me", {"name": "Ada Lovelace", "locale": "fr"})
    before = ada.get("/me", changed).data
    tool("rebuild", "directory")
    assert ada.get("/me", changed).data == before


def test_reports_are_cut_at_midnight_of_the_askers_own_time_zone(ada):
    workspace = ada.create_workspace().data["id"]
    answer = ada.patch("/me", {"time_zone": "Asia/Tokyo"})
    path = f"/workspaces/{workspace}/reports/time"
    assert ada.get(path, answer).data["time_zone"] == "Asia/Tokyo"
    query = {"time_zone": "Europe/Berlin"}
    assert ada.get(path, answer, query=query).data["time_zone"] == "Europe/Berlin"
