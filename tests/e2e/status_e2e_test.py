"""Each row of the status table of the HTTP contract that applies, from outside."""

import gzip
import json

import pytest

from harness.sockets import RawConnection, raw_request

NOTHING = "0199aaaa-0000-7000-8000-000000000000"


def malformed(answer, path=None):
    assert (answer.status, answer.code) == (400, "malformed_request"), answer
    if path is not None:
        assert path in answer.fields, answer
    return answer


# 400


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "nonsense",
        "[]",
        '"x"',
        "1",
        "null",
        '{"name":"x"}{"name":"x"}',
        '{"name":"x",}',
        "{'name':'x'}",
        '{"name":"x"',
        '{,"name":"x"}',
        '{"name":x}',
        "}",
        "{}}",
        '{"a"}',
        "\ufeff{}",
    ],
)
def test_a_body_that_is_no_json_object_is_400(world, body):
    malformed(world.owner.request("POST", "/workspaces", body=body))
    malformed(
        world.owner.request("POST", f"/workspaces/{world.home.workspace}/projects", body=body)
    )


@pytest.mark.parametrize(
    "member, value",
    [
        ("title", 7),
        ("title", ["x"]),
        ("title", None),
        ("priority", 1),
        ("assignees", "x"),
        ("assignees", [1]),
        ("due", 7),
        ("labels", {}),
        ("status", True),
    ],
)
def test_a_member_of_the_wrong_type_is_400_and_named(world, member, value):
    answer = world.owner.request(
        "POST", f"/projects/{world.home.project}/tasks", {"title": "x", member: value}
    )
    if value is None:
        assert answer.status in (400, 422), answer
    else:
        malformed(answer)
    assert any(path.startswith(member) for path in answer.fields), answer


def test_an_unknown_member_is_400_and_named(world):
    malformed(
        world.owner.post(
            f"/projects/{world.home.project}/tasks", {"title": "x", "titel": "y"}, expect=400
        ),
        "titel",
    )
    malformed(
        world.owner.patch(f"/tasks/{world.home.task()}", {"status": NOTHING}, expect=400), "status"
    )


def test_a_member_that_stands_there_twice_is_400(world):
    body = '{"title":"x","title":"y"}'
    malformed(
        world.owner.request("POST", f"/projects/{world.home.project}/tasks", body=body), "title"
    )


def test_a_body_cannot_say_what_the_path_or_the_service_says(world):
    path = f"/projects/{world.home.project}/tasks"
    malformed(
        world.owner.post(path, {"title": "x", "project": world.abroad.project}, expect=400),
        "project",
    )
    malformed(world.owner.post(path, {"title": "x", "task": NOTHING}, expect=400), "task")
    malformed(
        world.owner.patch(f"/tasks/{world.home.task()}", {"task": NOTHING}, expect=400), "task"
    )


def test_a_required_member_that_is_missing_is_named(world):
    malformed(world.owner.post(f"/projects/{world.home.project}/tasks", {}, expect=400), "title")
    answer = malformed(world.nobody.post("/auth/register", {}, expect=400))
    assert set(answer.fields) == {"email", "password", "name"}


@pytest.mark.parametrize(
    "bad",
    [
        "x",
        "1",
        "0199aaaa-0000-7000-8000-00000000000",
        "0199aaaa-0000-7000-8000-0000000000000",
        "%27%3B%20drop",
        "0199aaaa00007000800000000000000g",
        "%C3%A9",
    ],
)
def test_a_malformed_id_is_400_in_a_path(world, bad):
    malformed(world.owner.get(f"/tasks/{bad}", expect=400), "task")
    malformed(world.owner.patch(f"/tasks/{bad}", {"title": "x"}, expect=400), "task")
    malformed(
        world.owner.delete(f"/workspaces/{world.home.workspace}/members/{bad}", expect=400), "user"
    )


def test_a_malformed_id_is_400_in_a_body_and_in_a_filter(world):
    malformed(
        world.owner.post(f"/tasks/{world.home.task()}/move", {"status": "x"}, expect=400), "status"
    )
    path = f"/projects/{world.home.project}/tasks"
    malformed(world.owner.get(path, query={"status": "x"}, expect=400), "status")
    malformed(world.owner.get(path, query={"assignee": "you"}, expect=400), "assignee")


@pytest.mark.parametrize("cursor", ["x", "", "AAAA", "%%%", "a" * 3000, "ä"])
def test_a_malformed_cursor_is_400(world, cursor):
    for path in (
        "/workspaces",
        f"/projects/{world.home.project}/tasks",
        f"/workspaces/{world.home.workspace}/activity",
    ):
        malformed(world.owner.get(path, query={"cursor": cursor}, expect=400), "cursor")


def test_a_changed_cursor_is_400(world):
    world.home.task()
    world.home.task()
    path = f"/projects/{world.home.project}/tasks"
    cursor = world.owner.get(path, query={"limit": 1}).meta["next_cursor"]
    for place in (0, len(cursor) // 2, len(cursor) - 1):
        other = "A" if cursor[place] != "A" else "B"
        changed = cursor[:place] + other + cursor[place + 1 :]
        answer = world.owner.request("GET", path, query={"cursor": changed})
        # The last character of base64url may carry bits that say nothing.
        assert answer.status == 400 or place == len(cursor) - 1, answer


@pytest.mark.parametrize(
    "limit", ["0", "-1", "201", "x", "", "1.5", "1e2", " 5", "99999999999999999999"]
)
def test_a_limit_out_of_bounds_is_400(world, limit):
    malformed(world.owner.get("/workspaces", query={"limit": limit}, expect=400), "limit")


@pytest.mark.parametrize("position", ["", "x", "-1", "1.5", "99999999999999999999", "0x10"])
def test_a_malformed_position_is_400(world, position):
    malformed(world.owner.get("/workspaces", headers={"Atelier-After": position}, expect=400))
    malformed(world.owner.get("/workspaces", query={"after": position}, expect=400))


def test_a_body_where_none_may_be_is_400(world):
    malformed(world.owner.get("/workspaces", body="{}", expect=400))
    task = world.home.task()
    malformed(world.owner.delete(f"/tasks/{task}", json={"force": True}, expect=400), "force")
    malformed(world.owner.post(f"/tasks/{task}/restore", {"x": 1}, expect=400), "x")


def test_an_unknown_query_parameter_is_400_and_named(world):
    malformed(world.owner.get("/workspaces", query={"limt": 5}, expect=400), "limt")
    malformed(
        world.owner.post("/workspaces", {"name": "x"}, query={"limit": 5}, expect=400), "limit"
    )
    malformed(
        world.owner.get(f"/tasks/{world.home.task()}", query={"limit": 5}, expect=400), "limit"
    )


@pytest.mark.parametrize("query", ["a=%", "a=%zz", "=x", "a=%00", "a=%ff"])
def test_a_malformed_query_is_400(world, query):
    malformed(world.owner.get("/workspaces?" + query, expect=400))


@pytest.mark.parametrize(
    "tag", ["", "7", '"x"', 'W/"7"', '"7","8"', '""', '"-"', '"99999999999999999999"']
)
def test_a_malformed_if_match_is_400(world, tag):
    malformed(
        world.owner.patch(
            f"/tasks/{world.home.task()}", {"title": "x"}, headers={"If-Match": tag}, expect=400
        )
    )


@pytest.mark.parametrize("size", [0, 256])
def test_an_idempotency_key_that_is_empty_or_too_long_is_400(world, size):
    malformed(
        world.owner.post(
            "/workspaces", {"name": "x"}, headers={"Idempotency-Key": "k" * size}, expect=400
        )
    )


# 404, 405


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/nothing",
        "/api/v1/",
        "/api/v2/workspaces",
        "/",
        "/api/v1/workspaces/",
        "//",
        "/api/v1/tasks",
    ],
)
def test_a_path_that_is_not_there_is_404(world, path):
    with RawConnection(world.owner.node) as connection:
        connection.send(raw_request("GET", path))
        answer = connection.read()
    assert answer.status == 404, path
    assert json.loads(answer.body)["error"]["code"] == "not_found"


def test_a_method_that_a_path_does_not_take_is_405_with_those_that_it_takes(world):
    for method, path, allowed in (
        ("PUT", f"/tasks/{NOTHING}", {"GET", "HEAD", "PATCH", "DELETE"}),
        ("DELETE", "/workspaces", {"GET", "HEAD", "POST"}),
        ("GET", f"/tasks/{NOTHING}/move", {"POST"}),
        ("HEAD", "/timers/start", {"POST"}),
        ("OPTIONS", "/me", {"GET", "HEAD", "PATCH", "DELETE"}),
        ("TRACE", "/me", {"GET", "HEAD", "PATCH", "DELETE"}),
        ("BREW", "/me", {"GET", "HEAD", "PATCH", "DELETE"}),
    ):
        answer = world.owner.request(method, path)
        assert answer.status == 405, (method, path)
        assert set(answer.headers["Allow"].split(", ")) == allowed
        assert method == "HEAD" or answer.code == "method_not_allowed"


# 409


def conflict(answer, code):
    assert (answer.status, answer.code) == (409, code), answer


def test_a_slug_a_project_key_and_an_e_mail_address_are_taken_once(world):
    slug = world.owner.create_workspace(
        slug="quay-" + NOTHING[:8] + world.home.workspace[-6:]
    ).data["slug"]
    conflict(
        world.foreigner.post("/workspaces", {"name": "x", "slug": slug}, expect=409), "slug_taken"
    )
    world.owner.create_project(world.home.workspace, key="TAKEN")
    projects = f"/workspaces/{world.home.workspace}/projects"
    conflict(
        world.owner.post(projects, {"name": "x", "key": "TAKEN"}, expect=409), "project_key_taken"
    )
    world.foreigner.create_project(world.abroad.workspace, key="TAKEN")
    body = {"email": world.stranger.email.upper(), "password": "long enough it is", "name": "x"}
    conflict(world.nobody.post("/auth/register", body, expect=409), "email_taken")


def test_a_member_is_added_once_and_with_one_role(world):
    guest = world.nobody.another()
    guest.register("Guest")
    world.owner.add_member(world.home.workspace, guest.email, "MEMBER")
    assert (
        world.owner.add_member(world.home.workspace, guest.email, "MEMBER").data["role"] == "MEMBER"
    )
    conflict(
        world.owner.add_member(world.home.workspace, guest.email, "VIEWER", expect=409),
        "already_member",
    )


def test_the_last_owner_stays(world):
    workspace = world.owner.create_workspace().data["id"]
    last = f"/workspaces/{workspace}/members/{world.owner.user}"
    conflict(world.owner.delete(last, expect=409), "last_owner")
    world.owner.add_member(workspace, world.admin.email, "OWNER")
    removed = world.owner.delete(last)
    world.owner.get(f"/workspaces/{workspace}/members", removed, expect=404)


def test_nobody_gives_or_takes_a_role_above_their_own(world):
    workspace = world.home.workspace
    answer = world.admin.add_member(workspace, world.stranger.email, "OWNER", expect=403)
    assert answer.code == "forbidden"
    world.admin.delete(f"/workspaces/{workspace}/members/{world.owner.user}", expect=403)


def test_one_timer_runs_at_a_time(world):
    task, other = world.home.task(), world.home.task()
    conflict(
        world.member.post("/timers/stop", {"workspace": world.home.workspace}, expect=409),
        "timer_not_running",
    )
    world.member.post("/timers/start", {"task": task})
    conflict(world.member.post("/timers/start", {"task": other}, expect=409), "timer_running")
    world.member.post("/timers/stop", {"workspace": world.home.workspace})


# 412 to 415, 422, 431


def test_a_version_that_does_not_hold_is_412_and_says_the_present_one(world):
    task = world.home.task()
    world.owner.patch(f"/tasks/{task}", {"title": "Second"}, headers={"If-Match": '"1"'})
    for method, path, body in (
        ("PATCH", f"/tasks/{task}", {"title": "Third"}),
        ("DELETE", f"/tasks/{task}", None),
        ("POST", f"/tasks/{task}/move", {"status": world.home.statuses[1]}),
    ):
        answer = world.owner.request(method, path, body, headers={"If-Match": '"1"'})
        assert (answer.status, answer.code, answer.meta["version"]) == (
            412,
            "version_mismatch",
            2,
        ), answer
    world.owner.patch(f"/tasks/{task}", {"title": "Third"}, headers={"If-Match": "*"})


def test_a_version_is_told_only_to_who_may_see(world):
    task = world.home.task()
    world.foreigner.patch(f"/tasks/{task}", {"title": "x"}, headers={"If-Match": '"9"'}, expect=404)
    world.viewer.patch(f"/tasks/{task}", {"title": "x"}, headers={"If-Match": '"9"'}, expect=403)


def test_a_body_of_more_than_a_mebibyte_is_413(world):
    answer = world.owner.request("POST", "/workspaces", body=json.dumps({"name": "x" * (1 << 20)}))
    assert (answer.status, answer.code) == (413, "payload_too_large")


def test_a_target_of_more_than_8_kib_is_414(world):
    answer = world.owner.get("/workspaces?cursor=" + "x" * 9000, expect=414)
    assert answer.code == "uri_too_long"


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/xml", "application/x-www-form-urlencoded", "json", None],
)
def test_a_body_of_another_type_is_415(world, content_type):
    answer = world.owner.request(
        "POST", "/workspaces", body='{"name":"x"}', headers={"Content-Type": content_type}
    )
    assert (answer.status, answer.code) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "content_type",
    ["application/json; charset=utf-8", "APPLICATION/JSON", "application/merge-patch+json"],
)
def test_json_is_known_by_all_its_names(world, content_type):
    world.owner.patch(
        f"/tasks/{world.home.task()}", {"title": "x"}, headers={"Content-Type": content_type}
    )


def test_every_bad_member_is_listed_at_once(world):
    body = {"title": "", "description": "x" * 70_000, "priority": "SOON"}
    answer = world.owner.post(f"/projects/{world.home.project}/tasks", body, expect=422)
    assert answer.code == "validation_failed"
    assert set(answer.fields) == {"title", "description", "priority"}
    body["due"] = "2026-13-01T00:00:00Z"
    answer = malformed(world.owner.post(f"/projects/{world.home.project}/tasks", body, expect=400))
    assert set(answer.fields) == {"title", "description", "priority", "due"}
    answer = world.nobody.post(
        "/auth/register", {"email": "x", "password": "short", "name": ""}, expect=422
    )
    assert set(answer.fields) == {"email", "password", "name"}
    body = {
        "title": "x",
        "status": NOTHING,
        "assignees": [NOTHING, world.owner.user, world.owner.user],
        "labels": [NOTHING],
    }
    answer = world.owner.post(f"/projects/{world.home.project}/tasks", body, expect=422)
    assert set(answer.fields) == {"status", "assignees[0]", "assignees[2]", "labels[0]"}


def test_what_cannot_be_cleared_is_listed_at_once(world):
    answer = world.owner.patch(
        f"/tasks/{world.home.task()}", {"title": None, "priority": None}, expect=422
    )
    assert set(answer.fields) == {"title", "priority"}


@pytest.mark.parametrize(
    "email", ["a@b", "a b@c.de", "@c.de", "a@", "a@@c.de", "a@c.de.", "a@.de", "aaa"]
)
def test_what_is_no_e_mail_address_is_422(world, email):
    body = {"email": email, "password": "long enough it is", "name": "x"}
    assert "email" in world.nobody.post("/auth/register", body, expect=422).fields


@pytest.mark.parametrize("slug", ["", "A", "a b", "-a", "a-", "a--b", "ä", "x" * 49])
def test_what_is_no_slug_is_422(world, slug):
    assert "slug" in world.owner.post("/workspaces", {"name": "x", "slug": slug}, expect=422).fields


@pytest.mark.parametrize("key", ["", "A", "ab", "1A", "ABCDEFGHIJK", "A-B", "ÄB"])
def test_what_is_no_project_key_is_422(world, key):
    path = f"/workspaces/{world.home.workspace}/projects"
    assert "key" in world.owner.post(path, {"name": "x", "key": key}, expect=422).fields


def test_lengths_count_characters_and_not_bytes(world):
    title = "ä" * 499 + "🛟"
    path = f"/projects/{world.home.project}/tasks"
    assert world.owner.post(path, {"title": title}, expect=201).data["title"] == title
    assert "title" in world.owner.post(path, {"title": title + "x"}, expect=422).fields


def test_headers_that_are_too_large_or_too_many_are_431(world):
    answer = world.owner.request("GET", "/me", headers={"X-Big": "x" * 17_000})
    assert (answer.status, answer.code) == (431, "headers_too_large")
    answer = world.owner.request(
        "GET", "/me", headers={f"X-{number}": "x" for number in range(120)}
    )
    assert answer.status == 431


# What all answers have


def test_the_request_id_of_the_client_comes_back(world):
    answer = world.owner.get("/me", headers={"X-Request-Id": "mine-1.a:b/c"})
    assert answer.headers["X-Request-Id"] == "mine-1.a:b/c"
    for bad in ("a b", "x" * 129, "<script>"):
        answer = world.owner.get("/me", headers={"X-Request-Id": bad})
        assert answer.headers["X-Request-Id"] != bad and len(answer.headers["X-Request-Id"]) == 36


def test_head_answers_the_headers_of_get(world):
    path = f"/projects/{world.home.project}"
    get = world.owner.get(path, headers={"Accept-Encoding": "identity"})
    head = world.owner.request("HEAD", path, headers={"Accept-Encoding": "identity"}, expect=200)
    assert head.content == b""
    for name in ("Content-Length", "Content-Type", "ETag"):
        assert head.headers[name] == get.headers[name]
    world.nobody.request("HEAD", path, expect=401)


def test_large_answers_are_compressed_for_who_accepts_it(world):
    with RawConnection(world.owner.node) as connection:
        connection.send(
            raw_request("GET", "/api/v1/openapi.json", headers=["Accept-Encoding: gzip"])
        )
        packed = connection.read()
        connection.send(raw_request("GET", "/api/v1/openapi.json"))
        plain = connection.read()
        connection.send(
            raw_request("GET", "/api/v1/openapi.json", headers=["Accept-Encoding: gzip;q=0"])
        )
        refused = connection.read()
        connection.send(raw_request("GET", "/health/live", headers=["Accept-Encoding: gzip"]))
        small = connection.read()
    assert (
        packed.headers["content-encoding"] == "gzip" and packed.headers["vary"] == "Accept-Encoding"
    )
    assert gzip.decompress(packed.body) == plain.body == refused.body
    assert len(packed.body) < len(plain.body) / 3
    assert "content-encoding" not in small.headers and "content-encoding" not in plain.headers


def test_answers_carry_the_security_headers(world):
    headers = world.owner.get("/me").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
