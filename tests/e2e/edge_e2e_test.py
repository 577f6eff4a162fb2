"""What stands between the network and the routes: limits, CORS, headers, metrics, documentation."""

import gzip
import re
import secrets
import threading

import psycopg2
import pytest
import requests
from jsonschema import Draft202012Validator

from harness.client import PASSWORD, Client, load_contract
from harness.follower import wait_until
from harness.metrics import samples
from harness.node import Node, run

BOARD = "https://board.example"


class Many:
    """Nodes with other flags on the tests' database, each started once."""

    def __init__(self, database, folder):
        self.database, self.folder, self.nodes = database, folder, {}

    def __call__(self, *flags):
        if flags not in self.nodes:
            self.nodes[flags] = Node(self.database, self.folder, *flags)
        return self.nodes[flags]


@pytest.fixture(scope="module")
def node_with(database, folder):
    many = Many(database, folder)
    yield many
    for started in many.nodes.values():
        started.stop()


def client_of(node):
    return Client(node, load_contract(node))


def plain(node, method, path, **headers):
    """A request that is not held against the document."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.request(method, node.url + path, headers=names, timeout=30)


# Limits


def test_a_person_is_limited_and_hears_when_to_come_again(node_with):
    client = client_of(node_with("--user-limit", "0.5:5"))
    client.register("Ada")
    answers = [client.request("GET", "/me") for _ in range(7)]
    assert [answer.status for answer in answers] == [200] * 5 + [429] * 2
    assert answers[0].headers["RateLimit-Policy"] == '"user";q=5;w=10'
    left = [re.fullmatch(r'"user";r=(\d+);t=\d+', one.headers["RateLimit"])[1] for one in answers]
    assert left == ["4", "3", "2", "1", "0", "0", "0"]
    assert answers[-1].code == "rate_limited"
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 2
    other = client.another()
    other.register("Ben")
    other.get("/me")
    # The next one has a place again, as promised.
    wait_until(lambda: client.request("GET", "/me").status == 200, "the bucket fills")


def test_nodes_share_what_a_person_took(database, folder):
    nodes = [Node(database, folder, "--user-limit", "0.01:40") for _ in range(2)]
    try:
        client, other = [client_of(node) for node in nodes]
        client.register("Ada")
        other.token = client.token
        statuses = [client.request("GET", "/me").status for _ in range(42)]
        assert statuses == [200] * 40 + [429] * 2
        # The first requests tell the second node that somebody is there; then it hears of the rest.
        wait_until(lambda: other.request("GET", "/me").status == 429, "the second node has heard")
        answers = [other.request("GET", "/me") for _ in range(3)]
        assert [answer.status for answer in answers] == [429] * 3
        assert int(answers[0].headers["Retry-After"]) > 60
    finally:
        for node in nodes:
            node.stop()


def test_an_address_is_limited_and_others_are_not(node_with):
    node = node_with("--address-limit", "0.1:4", "--trusted-proxies", "127.0.0.0/8")

    def statuses(address, count):
        return [
            plain(node, "GET", "/health/live", X_Forwarded_For=address).status_code
            for _ in range(count)
        ]

    assert statuses("203.0.113.1", 6) == [200] * 4 + [429] * 2
    assert statuses("203.0.113.2", 4) == [200] * 4
    refused = plain(node, "GET", "/nothing/here", X_Forwarded_For="203.0.113.1")
    assert refused.status_code == 429 and int(refused.headers["Retry-After"]) in range(1, 11)
    assert refused.headers["RateLimit-Policy"] == '"address";q=4;w=40'
    # What a client adds in front changes nothing; this machine itself is not limited.
    assert statuses("198.51.100.7, 203.0.113.1", 1) == [429]
    assert statuses("127.0.0.1", 8) == [200] * 8


def test_nobody_is_limited_by_what_others_claim_to_be(node_with):
    node = node_with("--address-limit", "0.1:1")
    for _ in range(5):
        assert plain(node, "GET", "/health/live", X_Forwarded_For="203.0.113.1").status_code == 200


def test_passwords_from_one_address_are_limited(node_with):
    client = client_of(
        node_with("--sign-in-limit", "0.1:3", "--trusted-proxies", "127.0.0.1")
    )
    headers = {"X-Forwarded-For": "203.0.113.5"}

    def log_in(address=headers):
        body = {"email": secrets.token_hex(4) + "@harbour.example", "password": "wrong password"}
        return client.request("POST", "/auth/login", body, headers=address)

    assert [log_in().status for _ in range(4)] == [401, 401, 401, 429]
    assert log_in().headers["Retry-After"]
    assert log_in({"X-Forwarded-For": "203.0.113.6"}).status == 401
    # Whoever is signed in goes on.
    client.register("Ada")
    client.get("/me", headers=headers)


def test_limits_can_be_turned_off(node_with):
    client = client_of(node_with("--user-limit", "0"))
    client.register("Ada")
    answer = client.get("/me")
    assert "RateLimit" not in answer.headers and "RateLimit-Policy" not in answer.headers


def test_where_a_request_came_from_is_kept_as_the_proxy_says(node_with):
    client = client_of(
        node_with("--sign-in-limit", "0.1:3", "--trusted-proxies", "127.0.0.1")
    )
    client.session.headers["X-Forwarded-For"] = "203.0.113.77"
    client.register("Ada")
    (session,) = client.get("/auth/sessions").data
    assert session["address"] == "203.0.113.77"


@pytest.mark.parametrize(
    "flag, value, said",
    [
        ("--user-limit", "fast", "how many a second"),
        ("--user-limit", "-1", "how many a second"),
        ("--account-limit", "1:0", "how many a second"),
        ("--trusted-proxies", "everybody", "must be addresses"),
        ("--trusted-proxies", "10.0.0.0/99", "must be addresses"),
        ("--cors-origins", "board.example", "must be origins"),
        ("--cors-origins", "https://board.example/", "must be origins"),
        ("--metrics", "friends", "must be one of"),
        ("--access-token-seconds", "0", "must be a number"),
        ("--access-token-seconds", "86400", "must be a number"),
        ("--tls-key", "key.pem", "go together"),
    ],
)
def test_a_wrong_setting_of_the_edge_is_told(flag, value, said):
    done = run("config", f"{flag}={value}", expect=2)
    assert said in done.err and (flag in done.err)


def test_settings_of_the_edge_come_from_the_environment_too():
    shown = run("config", ATELIER_CORS_ORIGINS=BOARD, ATELIER_USER_LIMIT="10:20").out
    assert re.search(rf"cors-origins\s+{BOARD}\s+environment", shown)
    assert re.search(r"user-limit\s+10:20\s+environment", shown)
    assert re.search(r"address-limit\s+1000:4000\s+default", shown)


# CORS


def preflight(node, origin):
    return plain(
        node,
        "OPTIONS",
        "/api/v1/workspaces",
        Origin=origin,
        Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="authorization,idempotency-key",
    )


def test_without_cors_no_other_site_may_call(node):
    answer = plain(node, "GET", "/api/v1/roles", Origin=BOARD)
    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.startswith("Access-Control")]
    assert preflight(node, BOARD).status_code == 405


def test_an_origin_that_may_call_is_answered_its_preflight_and_its_requests(node_with):
    node = node_with("--cors-origins", f"{BOARD},http://127.0.0.1:3000")
    asked = preflight(node, BOARD)
    assert (asked.status_code, asked.content) == (204, b"")
    assert asked.headers["Access-Control-Allow-Origin"] == BOARD
    assert "PATCH" in asked.headers["Access-Control-Allow-Methods"]
    allowed = asked.headers["Access-Control-Allow-Headers"].lower()
    assert {"authorization", "idempotency-key", "if-match"} <= set(allowed.split(", "))
    answer = plain(node, "GET", "/api/v1/me", Origin=BOARD)
    assert answer.status_code == 401
    assert answer.headers["Access-Control-Allow-Origin"] == BOARD
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    assert "Origin" in answer.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_an_origin_that_may_not_call_is_answered_without_leave(node_with):
    node = node_with("--cors-origins", f"{BOARD},http://127.0.0.1:3000")
    for origin in ("https://evil.example", BOARD + ".evil.example", "null", "*"):
        assert preflight(node, origin).status_code == 405
        answer = plain(node, "GET", "/api/v1/roles", Origin=origin)
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Origin" in answer.headers["Vary"]


def test_any_origin_may_call_where_that_is_said(node_with):
    node = node_with("--cors-origins", "*")
    assert preflight(node, "https://whoever.example").headers["Access-Control-Allow-Origin"] == "*"
    answer = plain(node, "GET", "/api/v1/roles", Origin="https://whoever.example")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


# Headers


def test_every_answer_has_the_security_headers_and_is_kept_by_no_cache(world, node):
    answers = [
        world.owner.get("/me"),
        world.owner.get("/nothing/here", expect=404),
        world.nobody.get("/me", expect=401),
        world.owner.request("GET", f"/projects/{world.home.project}/board"),
    ]
    for answer in answers:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("accept", ["text/html", "application/xml;q=0.9", "application/json;q=0"])
def test_what_cannot_be_had_in_the_form_asked_for_is_406(world, accept):
    for client, path in ((world.owner, "/me"), (world.nobody, "/roles")):
        answer = client.get(path, headers={"Accept": accept}, expect=406)
        assert answer.code == "not_acceptable" and "application/json" in answer.json["message"]
    task = {"title": "Not acceptable " + secrets.token_hex(4)}
    path = f"/projects/{world.home.project}/tasks"
    world.owner.post(path, task, headers={"Accept": accept}, expect=406)
    titles = [one["title"] for one in world.owner.get(path, query={"limit": 200}).data]
    assert task["title"] not in titles


@pytest.mark.parametrize("accept", ["*/*", "application/*", "text/html,*/*;q=0.1", None])
def test_what_can_be_had_is_answered(world, accept):
    world.owner.get("/me", headers={"Accept": accept})


def test_large_answers_are_compressed_by_brotli_for_who_takes_it(node):
    whole = plain(node, "GET", "/api/v1/openapi.json", Accept_Encoding="identity")
    packed = requests.get(
        node.url + "/api/v1/openapi.json",
        headers={"Accept-Encoding": "gzip, br"},
        timeout=30,
        stream=True,
    )
    assert packed.headers["Content-Encoding"] == "br"
    assert len(packed.raw.read(decode_content=False)) < len(whole.content) / 5
    small = plain(node, "GET", "/health/live", Accept_Encoding="gzip, br")
    assert "Content-Encoding" not in small.headers


# Repeats that overlap


def test_a_second_request_under_a_key_that_is_running_is_409(world, database):
    headers = {"Idempotency-Key": secrets.token_hex(8)}
    path = f"/projects/{world.home.project}/tasks"
    body = {"title": "Held up"}
    first = []

    def send():
        client = world.nobody.another(world.owner.token)
        first.append(client.post(path, body, headers=headers, expect=201))

    def batches():
        return samples(world.nobody.get("/metrics").text)["atelier_append_batches_total"]

    holder, before = psycopg2.connect(database.owner_url), batches()
    thread = threading.Thread(target=send)
    try:
        with holder.cursor() as cursor:
            cursor.execute("select position from log.head for update")
            thread.start()
            wait_until(lambda: batches() > before, "the first request is on its way to the log")
            second = world.owner.post(path, body, headers=headers, expect=409)
            assert second.code == "idempotency_key_in_use"
            assert second.headers["Retry-After"]
    finally:
        holder.rollback()
        holder.close()
        thread.join()
    again = world.owner.post(path, body, headers=headers, expect=201)
    assert (again.json, again.headers["Idempotency-Replayed"]) == (first[0].json, "true")


def test_only_routes_that_honour_a_key_say_so(contract):
    honouring = {
        operation.id
        for operation in contract.operations
        if any(one["name"] == "Idempotency-Key" for one in operation.entry["parameters"])
    }
    assert {"post_auth_register", "post_workspaces", "patch_me"} <= honouring
    assert not {"post_auth_login", "post_auth_refresh", "post_auth_password"} & honouring


# Metrics


def test_metrics_count_what_happens(world, node):
    before = samples(world.nobody.get("/metrics").text)
    world.owner.get("/me")
    world.owner.create_task(world.home.project)
    world.owner.get("/tasks/0199aaaa-0000-7000-8000-000000000000", expect=404)
    after = samples(world.nobody.get("/metrics").text)
    duration = "atelier_http_request_duration_seconds_count"

    def grown(name):
        return after[name] - before.get(name, 0)

    assert grown(f'{duration}{{method="GET",route="/me",status="200"}}') == 1
    assert grown(f'{duration}{{method="GET",route="/tasks/{{task}}",status="404"}}') == 1
    assert grown("atelier_append_requests_total") >= 1
    assert grown("atelier_append_batches_total") >= 1
    assert after["atelier_database_up"] == 1
    for name in ("append_queue", "database_pool_queue", "password_queue", "live_connections"):
        assert after["atelier_" + name] >= 0
    for model in ("board", "directory", "activity"):
        assert f'atelier_projection_lag_events{{read_model="{model}"}}' in after
        assert after[f'atelier_projection_parked_streams{{read_model="{model}"}}'] == 0
    assert 10 << 20 < after["process_resident_memory_bytes"] < 8 << 30


def test_metrics_are_prometheus_text(world):
    answer = world.nobody.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    described = set(re.findall(r"^# TYPE (\S+) (?:counter|gauge|histogram)$", answer.text, re.M))
    for name in samples(answer.text):
        family = re.sub(r"_(count|sum|bucket)$", "", name.split("{")[0])
        assert family in described or name.split("{")[0] in described, name


def test_labels_of_metrics_do_not_grow_with_what_people_ask_for(world, node):
    for _ in range(20):
        plain(node, "GET", "/api/v1/" + secrets.token_hex(8))
        plain(node, secrets.token_hex(4).upper(), "/api/v1/me")
    text = world.nobody.get("/metrics").text
    routes = set(re.findall(r'route="([^"]*)"', text))
    assert "unmatched" in routes and len(routes) < 100
    assert set(re.findall(r'method="([^"]*)"', text)) <= {
        "GET",
        "HEAD",
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
        "OPTIONS",
        "other",
    }


def test_metrics_are_for_this_machine_unless_it_is_said_otherwise(node_with):
    proxied = node_with("--address-limit", "0.1:4", "--trusted-proxies", "127.0.0.0/8")
    assert plain(proxied, "GET", "/metrics").status_code == 200
    away = plain(proxied, "GET", "/metrics", X_Forwarded_For="203.0.113.200")
    assert away.status_code == 404
    off = node_with("--metrics", "off")
    assert plain(off, "GET", "/metrics").status_code == 404
    everybody = node_with("--metrics", "any", "--trusted-proxies", "127.0.0.1")
    assert plain(everybody, "GET", "/metrics", X_Forwarded_For="203.0.113.9").status_code == 200


# Documentation


def test_the_documentation_page_needs_nothing_from_elsewhere(node):
    page = plain(node, "GET", "/api/v1/docs")
    assert page.status_code == 200 and page.headers["Content-Type"].startswith("text/html")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "http" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert "://" not in page.text and "//" not in page.text.replace("</", "<")
    names = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(names) == 4
    for name in names:
        answer = plain(node, "GET", "/api/v1/" + name)
        assert answer.status_code == 200 and len(answer.content) > 100, name
    script = plain(node, "GET", "/api/v1/docs/swagger-ui-bundle.js")
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert "max-age" in script.headers["Cache-Control"]
    assert "SwaggerUIBundle" in script.text
    style = plain(node, "GET", "/api/v1/docs/swagger-ui.css")
    assert style.headers["Content-Type"].startswith("text/css")


def test_files_of_the_documentation_come_packed_and_plain(node):
    path = node.url + "/api/v1/docs/swagger-ui.css"
    packed = requests.get(
        path, headers={"Accept-Encoding": "gzip"}, timeout=30, stream=True
    )
    assert packed.headers["Content-Encoding"] == "gzip"
    content = packed.raw.read(decode_content=False)
    plain_text = requests.get(path, headers={"Accept-Encoding": "identity"}, timeout=30).content
    assert gzip.decompress(content) == plain_text and len(content) < len(plain_text) / 3


def test_every_type_of_event_has_its_schema(world, live_documents):
    messages = live_documents.document["components"]["messages"]
    events = [name.removeprefix("event_") for name in messages if name.startswith("event_")]
    assert len(events) > 10
    for name in events:
        answer = world.nobody.get(f"/schemas/{name}")
        Draft202012Validator.check_schema(answer.json)
        assert answer.json["type"] == "object"
    for name in ("Nothing", "taskmoved", "TaskMoved.json", "%2e%2e"):
        assert world.nobody.request("GET", f"/schemas/{name}").status in (400, 404)
