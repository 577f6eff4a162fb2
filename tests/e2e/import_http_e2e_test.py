"""`POST …/imports`: the same importer as the command line's, over HTTP."""

import json
import os
import re
import secrets
import threading
from pathlib import Path

import pytest

from harness.client import Client, load_contract
from harness.follower import wait_until
from harness.node import Database, Node
from harness.sockets import RawConnection

DEMO_BOARD = Path(__file__).resolve().parents[2] / "tools" / "demo" / "board.json"
DATA = Path(os.environ.get("ATELIER_TEST_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
MEBIBYTE = 1 << 20
LIMIT = 64 * MEBIBYTE


@pytest.fixture
def harbour(world):
    """A fresh workspace with an admin and a member."""

    class Harbour:
        owner = world.owner
        workspace = world.owner.create_workspace("Imports").data["id"]
        path = f"/workspaces/{workspace}/imports"

    for role in ("ADMIN", "MEMBER"):
        world.owner.add_member(Harbour.workspace, world.people[role].email, role)
    return Harbour


def card(name, column, **members):
    return {"id": "6740f3a1" + secrets.token_hex(8), "name": name, "idList": column, **members}


def small_board(**members):
    return {
        "id": secrets.token_hex(12),
        "name": "Ferries",
        "desc": "All about ferries",
        "lists": [
            {"id": "todo", "name": "To do", "pos": 2},
            {"id": "done", "name": "Done", "pos": 3},
            {"id": "ideas", "name": "Ideas", "pos": 1},
        ],
        "members": [
            {"id": "m1", "fullName": "member", "username": "mem"},
            {"id": "m2", "fullName": "Nobody here", "username": "nobody"},
        ],
        "cards": [
            card("Rope", "todo", due="2027-03-04T05:06:07.089Z", idMembers=["m1", "m2"], pos=2),
            card("Buoy", "todo", start="2027-03-01T00:00:00.000Z", pos=1),
            card("Old", "done", closed=True),
        ],
        **members,
    }


def events(database):
    """How many there are, but for what follows from a due date that has passed."""
    return database.query("select count(*) from log.events where type <> 'TaskBecameOverdue'")[0][0]


def test_a_board_is_imported_once_and_a_dry_run_writes_nothing(world, harbour, database):
    before, board = events(database), small_board()
    dry = harbour.owner.post(harbour.path, board, query={"dry_run": "true"})
    assert dry.data["dry_run"] is True and dry.data["tasks_created"] == 3
    assert "Location" not in dry.headers and events(database) == before
    answer = harbour.owner.post(harbour.path, board, query={"dry_run": "false"}, expect=201)
    report = answer.data
    assert {**report, "position": 0} == {**dry.data, "dry_run": False, "position": 0}
    assert answer.headers["Location"] == f"/api/v1/projects/{report['project']}"
    assert answer.meta["position"] == report["position"]
    assert events(database) == before + report["events_written"]
    again = harbour.owner.post(harbour.path, board, expect=200)
    assert again.data["tasks_already_there"] == 3 and again.data["events_written"] == 0
    assert again.data["project_created"] is False
    assert events(database) == before + report["events_written"]


def test_what_is_imported_is_where_it_belongs(world, harbour):
    report = harbour.owner.post(harbour.path, small_board(), expect=201).data
    assert report["left_out"] == {"assignees": 1, "members_without_match": 1}
    assert any("mem" in note for note in report["notes"])
    project = harbour.owner.get(f"/projects/{report['project']}", report["position"]).data
    assert project["description"] == "All about ferries"
    board = harbour.owner.get(f"/projects/{report['project']}/board", report["position"]).data
    assert [column["name"] for column in board["columns"]] == ["Ideas", "To do", "Done"]
    cards = {card["title"]: card for column in board["columns"] for card in column["cards"]}
    assert list(cards) == ["Buoy", "Rope"]
    rope = world.member.get(f"/tasks/{cards['Rope']['id']}").data
    assert rope["assignees"] == [world.member.user]
    assert rope["due"] == "2027-03-04T05:06:07.089Z" and "start" not in rope
    buoy = world.member.get(f"/tasks/{cards['Buoy']['id']}").data
    assert buoy["start"] == "2027-03-01T00:00:00.000Z"


def test_who_is_who_can_be_said(world, harbour):
    query = [("member", f"nobody={world.admin.email}"), ("member", f"mem={world.owner.email}")]
    report = harbour.owner.post(harbour.path, small_board(), query=query, expect=201).data
    assert "members_without_match" not in report["left_out"]
    board = harbour.owner.get(f"/projects/{report['project']}/board", report["position"]).data
    rope = next(c for column in board["columns"] for c in column["cards"] if c["title"] == "Rope")
    task = world.owner.get(f"/tasks/{rope['id']}").data
    assert set(task["assignees"]) == {world.owner.user, world.admin.user}
    for wrong, status in (
        ("mem", 400),
        ("=a@harbour.example", 400),
        ("mem=", 400),
        ("ghost=" + world.owner.email, 422),
        ("mem=nobody@harbour.example", 422),
        ("mem=" + world.stranger.email, 422),
    ):
        answer = harbour.owner.post(
            harbour.path, small_board(), query={"member": wrong}, expect=status
        )
        assert answer.fields, wrong


def test_it_is_the_importer_of_the_command_line(world, harbour, tool, database):
    answer = harbour.owner.post(harbour.path, body=DEMO_BOARD.read_bytes(), expect=201)
    before = events(database)
    again = json.loads(
        tool("import", "trello", DEMO_BOARD, "--workspace", harbour.workspace, "--json").out
    )
    assert again["project"] == answer.data["project"] and events(database) == before
    assert again["tasks_already_there"] == answer.data["tasks_created"] > 20
    harbour.owner.create_task(answer.data["project"], "One more")
    activity = harbour.owner.get(
        f"/workspaces/{harbour.workspace}/activity", answer, query={"limit": 200}
    ).data
    assert min(entry["occurred_at"] for entry in activity) < "2026-11-01"


def test_who_may_not_import_is_told_before_the_file_is_looked_at(world, harbour, database):
    before = events(database)
    for body in (json.dumps(small_board()), "nonsense"):
        assert world.member.post(harbour.path, body=body, expect=403).code == "forbidden"
        for caller in (world.stranger, world.foreigner):
            assert caller.post(harbour.path, body=body, expect=404).code == "not_found"
        world.nobody.post(harbour.path, body=body, expect=401)
    assert events(database) == before
    world.admin.post(harbour.path, small_board(), expect=201)


@pytest.mark.parametrize(
    "name, content, status, place",
    [
        ("truncated", lambda text: text[: len(text) // 2], 400, "byte "),
        ("empty", lambda text: "", 400, ""),
        ("not JSON", lambda text: "<html>", 400, "byte 0"),
        ("not UTF-8", lambda text: text.encode().replace(b"Harbour", b"Harb\xffur", 1), 400, ""),
        ("deep", lambda text: "[" * 100_000, 400, ""),
        ("foreign", lambda text: '{"issues": []}', 422, "id"),
        ("a list", lambda text: "[1]", 422, "file"),
        ("no list", lambda text: text.replace('"idList"', '"idLost"', 1), 422, "cards["),
        ("a wrong type", lambda text: text.replace('"pos": 65536', '"pos": "x"', 1), 422, "lists["),
        ("a giant name", lambda text: small_label("x" * 3 * MEBIBYTE), 422, "labelNames"),
    ],
)
def test_a_broken_file_is_refused_with_the_place_and_nothing_is_written(
    harbour, database, name, content, status, place
):
    before = events(database)
    body = content(DEMO_BOARD.read_text(encoding="utf-8"))
    answer = harbour.owner.post(harbour.path, body=body, expect=status)
    assert answer.code == ("malformed_request" if status == 400 else "validation_failed")
    assert "nothing was written" in answer.json["message"] and len(answer.text) < 2000
    assert next(iter(answer.fields)).startswith(place), answer
    assert events(database) == before


def small_label(colour):
    return json.dumps(small_board(labelNames={colour: 7}))


def test_a_board_whose_project_was_put_away_is_refused_until_it_is_back(harbour, database):
    board = small_board()
    project = harbour.owner.post(harbour.path, board, expect=201).data["project"]
    board["cards"].append(card("Later", "todo"))
    harbour.owner.delete(f"/projects/{project}")
    before = events(database)
    answer = harbour.owner.post(harbour.path, board, expect=422)
    assert "restore" in answer.json["message"] and events(database) == before
    harbour.owner.post(f"/projects/{project}/restore")
    harbour.owner.post(f"/projects/{project}/archive")
    assert harbour.owner.post(harbour.path, board, expect=409).code == "project_archived"
    harbour.owner.post(f"/projects/{project}/unarchive")
    report = harbour.owner.post(harbour.path, board, expect=200).data
    assert (report["tasks_created"], report["tasks_already_there"]) == (1, 3)


def test_wrong_parameters_and_media_types_are_refused(harbour):
    owner, board = harbour.owner, small_board()
    assert "dry_run" in owner.post(harbour.path, board, query={"dry_run": "1"}, expect=400).fields
    assert "as" in owner.post(harbour.path, board, query={"as": "x"}, expect=400).fields
    owner.post(harbour.path, board, headers={"Content-Type": "text/plain"}, expect=415)
    path = "/workspaces/nonsense/imports"
    assert "workspace" in owner.post(path, board, expect=400).fields


def large_head(world, harbour, size, *headers, path=None):
    lines = [
        f"POST /api/v1{path or harbour.path}?dry_run=true HTTP/1.1",
        "Host: x",
        "Content-Type: application/json",
        f"Content-Length: {size}",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def bearer(client):
    return f"Authorization: Bearer {client.token}"


def test_a_body_beyond_the_limit_is_413_and_other_routes_keep_theirs(world, harbour, node):
    expects = "Expect: 100-continue"
    with RawConnection(node) as connection:
        connection.send(large_head(world, harbour, LIMIT + 1, bearer(world.owner)))
        assert connection.read().status == 413
    with RawConnection(node) as connection:
        connection.send(large_head(world, harbour, LIMIT, bearer(world.owner), expects))
        assert connection.read().status == 100
    other = f"/workspaces/{harbour.workspace}/projects"
    with RawConnection(node) as connection:
        connection.send(
            large_head(world, harbour, MEBIBYTE + 1, bearer(world.owner), expects, path=other)
        )
        assert connection.read().status == 413


def test_nobody_sends_a_large_body_without_a_token(world, harbour, node):
    for headers in ((), ("Authorization: Bearer nonsense",)):
        with RawConnection(node) as connection:
            connection.send(large_head(world, harbour, LIMIT, *headers, "Expect: 100-continue"))
            answer = connection.read()
            assert answer.status == 401 and "www-authenticate" in answer.headers
            body = json.loads(answer.body)
            assert body["error"]["request_id"] == answer.headers["x-request-id"]


def test_two_imports_are_under_way_at_most_and_one_a_person(world, harbour, node):
    first, second = RawConnection(node), RawConnection(node)
    try:
        for connection, person in ((first, world.owner), (second, world.admin)):
            connection.send(
                large_head(world, harbour, 2 * MEBIBYTE, bearer(person), "Expect: 100-continue")
            )
            assert connection.read().status == 100
        for client, size in ((world.owner, 0), (world.foreigner, 0), (world.foreigner, LIMIT)):
            with RawConnection(node) as third:
                body = b"" if size else json.dumps(small_board()).encode()
                third.send(large_head(world, harbour, size or len(body), bearer(client)) + body)
                answer = third.read()
            assert answer.status == 503 and int(answer.headers["retry-after"]) > 0
            assert json.loads(answer.body)["error"]["code"] == "unavailable"
        world.owner.create_project(harbour.workspace, "Meanwhile")
        # What was let in is read to its end, and then its place is free at once.
        text = json.dumps(small_board()).encode()
        first.send(text + b" " * (2 * MEBIBYTE - len(text)))
        assert first.read().status == 200
        harbour.owner.post(harbour.path, small_board(), expect=201)
        second.socket.close()
        retry_until_free(world.admin, harbour)
    finally:
        first.socket.close()
        second.socket.close()


def retry_until_free(client, harbour):
    """The node learns in a moment that somebody has hung up."""
    for _ in range(200):
        if client.request("POST", harbour.path, small_board()).status == 201:
            return
    raise AssertionError("the place of a client that has left is not given free")


def test_a_large_board_is_imported_while_others_go_on(world, harbour):
    column = "todo"
    cards = [card(f"Card {n}", column, desc="x" * 1500, idShort=n) for n in range(1, 2001)]
    board, answers = small_board(cards=cards), []
    body = json.dumps(board)
    assert len(body) > 3 * MEBIBYTE

    def load():
        client = world.nobody.another(world.owner.token)
        answers.append(client.post(harbour.path, body=body, expect=201))

    thread = threading.Thread(target=load)
    thread.start()
    while thread.is_alive():
        world.admin.get("/me")
        thread.join(0.02)
    report = answers[0].data
    assert report["tasks_created"] == 2000 and report["events_written"] >= 2001
    first = harbour.owner.get(f"/projects/{report['project']}/board", report["position"]).data
    assert first["columns"][1]["count"] == 2000


def test_an_import_that_the_end_of_the_process_has_cut_is_continued(folder):
    store = Database()
    node = Node(store, folder)
    try:
        owner = Client(node, load_contract(node))
        owner.register("Owner")
        path = f"/workspaces/{owner.create_workspace().data['id']}/imports"
        cards = [card(f"Card {n}", "todo", idShort=n) for n in range(1, 4001)]
        body, answers = json.dumps(small_board(cards=cards)), []

        def load():
            client = owner.another(owner.token)
            answers.append(client.request("POST", path, body=body))

        thread = threading.Thread(target=load)
        thread.start()
        before = events(store)
        wait_until(lambda: events(store) >= before + 401, "the import is under way", 30)
        node.stop()
        thread.join()
        assert answers[0].status in (201, 503)
        if answers[0].status == 503:
            assert "the same file again" in answers[0].json["message"]
        node = Node(store, folder)
        owner.node = node
        report = owner.request("POST", path, body=body).data
        assert report["tasks_created"] + report["tasks_already_there"] == 4000
        assert report["tasks_already_there"] >= 400
    finally:
        node.stop()
        store.drop()


def peak_bytes(node):
    status = Path(f"/proc/{node.process.pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) * 1024


@pytest.mark.parametrize(
    "what, filler", [("objects", b"{},"), ("figures", b"0,"), ("lists", b"[],"), ("texts", b'"",')]
)
def test_the_largest_file_takes_bounded_memory_and_gives_it_back(
    harbour, node, database, what, filler
):
    before, resident = events(database), node.resident_bytes()
    start = b'{"id":"a","name":"b","lists":[],"cards":['
    body = start + filler * ((LIMIT - len(start) - 5) // len(filler)) + b"{}]}"
    answer = harbour.owner.post(harbour.path, body=body, expect=422)
    assert "nothing was written" in answer.json["message"]
    assert peak_bytes(node) < node.may_grow(1500 * MEBIBYTE), what
    assert node.resident_bytes() - resident < node.may_grow(200 * MEBIBYTE), what
    assert events(database) == before


@pytest.mark.parametrize("name", ["game-project", "recalls-project", "small-2022"])
def test_a_real_export_is_imported_once(harbour, database, name):
    file = DATA / "trello" / f"{name}.json"
    if not file.exists():
        pytest.skip(f"{file} is not there")
    body = file.read_bytes()
    dry = harbour.owner.post(harbour.path, body=body, query={"dry_run": "true"}).data
    real = harbour.owner.post(harbour.path, body=body, expect=201).data
    assert {**dry, "dry_run": False, "position": real["position"]} == real
    assert real["tasks_created"] == len(json.loads(body)["cards"])
    before = events(database)
    assert harbour.owner.post(harbour.path, body=body, expect=200).data["events_written"] == 0
    assert events(database) == before
    board = harbour.owner.get(f"/projects/{real['project']}/board", real["position"]).data
    shown = sum(column["count"] for column in board["columns"])
    assert shown == real["tasks_created"] - real["tasks_archived"]
