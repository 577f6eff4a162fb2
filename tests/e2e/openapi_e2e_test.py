"""Both documents are valid, and every route keeps to them."""

import re

import pytest
from jsonschema import Draft202012Validator

from harness.contract import METHODS
from harness.follower import Follower


def nodes_of(value, path=()):
    yield path, value
    children = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield from nodes_of(child, (*path, str(key)))


def resolve(document, reference):
    assert reference.startswith("#/"), reference
    found = document
    for step in reference[2:].split("/"):
        found = found[step.replace("~1", "/").replace("~0", "~")]
    return found


def check_references(document):
    references = {
        value["$ref"]
        for _, value in nodes_of(document)
        if isinstance(value, dict) and "$ref" in value
    }
    assert references
    for reference in references:
        resolve(document, reference)


def schemas_of(document):
    yield from document["components"]["schemas"].items()
    for path, value in nodes_of(document):
        if path and path[-1] in ("schema", "payload", "headers") and isinstance(value, dict):
            yield "/".join(path), value


@pytest.fixture(scope="module")
def openapi(contract):
    return contract.document


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_document_has_the_structure_of_openapi_3_1(openapi):
    assert openapi["openapi"].startswith("3.1.")
    assert set(openapi) <= {
        "openapi",
        "info",
        "jsonSchemaDialect",
        "servers",
        "paths",
        "webhooks",
        "components",
        "security",
        "tags",
        "externalDocs",
    }
    assert openapi["info"]["title"] and openapi["info"]["version"]
    for path, method, operation in operations(openapi):
        what = f"{method} {path}"
        assert path.startswith("/") and method in METHODS, what
        assert operation["summary"] and operation["tags"], what
        assert operation["responses"], what
        for status, response in operation["responses"].items():
            assert re.fullmatch(r"[1-5]\d\d|default", status), what
            assert "$ref" in response or response["description"], what
        if "requestBody" in operation:
            # The password that erasing oneself asks for is in a body.
            assert method in ("post", "patch", "put") or what == "delete /api/v1/me", what
            assert operation["requestBody"]["content"]["application/json"]["schema"], what


def test_every_operation_has_an_id_of_its_own(openapi):
    ids = [operation["operationId"] for _, _, operation in operations(openapi)]
    assert len(ids) == len(set(ids)) > 20
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", one) for one in ids)


def test_every_parameter_of_a_path_is_declared_and_every_declared_one_is_there(openapi):
    for path, method, operation in operations(openapi):
        declared = [one["name"] for one in operation["parameters"] if one["in"] == "path"]
        assert declared == re.findall(r"{(\w+)}", path), f"{method} {path}"
        names = [(one["in"], one["name"]) for one in operation["parameters"]]
        assert len(names) == len(set(names)), f"{method} {path}"
        for one in operation["parameters"]:
            assert one["in"] in ("path", "query", "header") and one["schema"], one
            assert one["in"] != "path" or one["required"] is True, one


def test_every_reference_in_the_document_resolves(openapi):
    check_references(openapi)


def test_every_schema_of_the_document_is_a_json_schema(openapi):
    for name, schema in schemas_of(openapi):
        Draft202012Validator.check_schema(schema)
        assert name


def test_no_schema_of_the_document_is_left_over(openapi):
    used = {
        value["$ref"].rsplit("/", 1)[-1]
        for _, value in nodes_of(openapi)
        if isinstance(value, dict) and "$ref" in value and "/schemas/" in value["$ref"]
    }
    assert set(openapi["components"]["schemas"]) == used


def test_every_operation_names_its_permission_and_its_roles(contract, anonymous):
    matrix = {row["permission"]: row for row in anonymous.get("/roles").data}
    for operation in contract.operations:
        wanted = matrix.get(operation.permission, {"roles": [], "project_roles": []})
        assert operation.roles == set(wanted["roles"]), operation.id
        assert operation.project_roles == set(wanted["project_roles"]), operation.id
        is_open = operation.entry.get("security") == []
        assert is_open == (operation.permission == "ANYONE"), operation.id


def test_every_code_of_an_error_is_in_the_closed_set(openapi):
    codes = openapi["components"]["schemas"]["Error"]["properties"]["error"]["properties"]["code"][
        "enum"
    ]
    assert len(codes) == len(set(codes))
    assert {
        "malformed_request",
        "unauthenticated",
        "token_expired",
        "forbidden",
        "not_found",
        "version_mismatch",
        "validation_failed",
        "idempotency_key_reused",
        "rate_limited",
        "unavailable",
    } <= set(codes)


def test_every_route_answers_what_is_documented_even_to_a_meaningless_request(contract, world):
    nil = "0199aaaa-0000-7000-8000-000000000000"
    for operation in contract.operations:
        path = re.sub(r"{\w+}", nil, operation.path)
        for client in (world.nobody, world.stranger):
            if "/auth/" in operation.path and operation.is_command and client is world.stranger:
                continue
            body = {} if "requestBody" in operation.entry else None
            answer = client.request(operation.method.upper(), path, body)
            assert answer.status < 500, operation.id
            # The client has held the answer against the document.


def test_asyncapi_describes_every_message_and_every_event(live_documents):
    document = live_documents.document
    assert document["asyncapi"].startswith("3.")
    assert document["info"]["title"] and document["info"]["version"]
    check_references(document)
    for _, schema in schemas_of(document):
        Draft202012Validator.check_schema(schema)
    for name, channel in document["channels"].items():
        assert channel["address"] and channel["messages"], name
    for name, operation in document["operations"].items():
        assert operation["action"] in ("send", "receive"), name
        assert resolve(document, operation["channel"]["$ref"]), name
    messages = {message["name"] for message in document["components"]["messages"].values()}
    assert {"authenticate", "subscribe", "unsubscribe", "ping"} <= messages
    assert {
        "welcome",
        "snapshot",
        "resumed",
        "delta",
        "resync",
        "error",
        "token_expired",
        "pong",
    } <= messages
    assert {
        "TaskMoved",
        "TaskCreated",
        "UserRegistered",
        "MemberRemoved",
        "TimerStopped",
    } <= messages


def test_live_messages_are_those_that_asyncapi_describes(live_documents, world):
    board, activity = f"board:{world.home.project}", f"activity:{world.home.workspace}"
    with Follower(world.owner, board, activity, "me") as follower:
        task = world.home.task(title="Live")
        position = world.owner.move_task(task, world.home.statuses[1]).meta["position"]
        world.owner.post("/timers/start", {"task": task})
        last = world.owner.post("/timers/stop", {"workspace": world.home.workspace}).meta[
            "position"
        ]
        follower.reach(board, position)
        follower.reach("me", last)
        follower.send(type="ping")
        follower.wait(lambda message: message["type"] == "pong")
        assert follower.subscribe(f"board:{world.abroad.project}")["code"] == "not_found"
        assert follower.subscribe(board, after=position - 1)["type"] in ("resumed", "snapshot")
        follower.send(type="nonsense")
        follower.wait(lambda message: message.get("code") == "malformed_request")
        seen = set()
        for message in follower.messages:
            message = {name: value for name, value in message.items() if name != "received_at"}
            live_documents.check_live(message)
            seen.add(message["type"])
        live_documents.check_live(follower.welcome)
    assert {"snapshot", "delta", "pong", "error"} <= seen


@pytest.mark.parametrize(
    "query, headers, name",
    [
        ("after=null", {"Atelier-After": "0"}, "after"),
        ("after=", {}, "after"),
        ("workspace=", {}, "workspace"),
    ],
)
def test_a_parameter_that_is_not_needed_must_still_be_as_documented(world, query, headers, name):
    answer = world.owner.get(f"/tasks/{world.home.task()}?{query}", headers=headers, expect=400)
    assert name in answer.fields


def test_a_filter_must_be_as_documented_also_where_there_is_nothing(world):
    path = f"/workspaces/{world.home.workspace}/activity"
    elsewhere = {"task": world.abroad.task()}
    assert world.owner.get(path, query=elsewhere).data == []
    refused = world.owner.get(path, query={**elsewhere, "person": "nobody"}, expect=400)
    assert set(refused.fields) == {"person"}


def test_a_body_without_which_nothing_goes_is_needed_by_the_document_too(openapi, world):
    def needs_body(path, method="post"):
        return openapi["paths"]["/api/v1" + path][method]["requestBody"]["required"]

    assert needs_body("/workspaces") and needs_body("/workspaces/{workspace}/imports")
    world.owner.request("POST", "/workspaces", expect=400)
    assert not needs_body("/tasks/{task}", "patch")
    world.owner.request("PATCH", f"/tasks/{world.home.task()}", expect=200)


def test_who_does_not_wait_for_a_position_does_not_say_so(openapi, world):
    named = [one["name"] for one in openapi["paths"]["/api/v1/me/export"]["get"]["parameters"]]
    assert "after" not in named and "Atelier-After" not in named
    assert "after" in world.owner.get("/me/export", query={"after": 0}, expect=400).fields


def test_an_integer_may_have_a_fraction_that_is_none_as_json_schema_has_it(world):
    task = world.home.task(estimate_seconds=3600.0)
    assert world.owner.get(f"/tasks/{task}").data["estimate_seconds"] == 3600


def test_what_a_request_may_leave_out_may_be_null_and_the_document_says_so(openapi, world):
    schema = openapi["components"]["schemas"]["CreateTask"]
    left_out = {name: None for name in schema["properties"] if name not in schema["required"]}
    assert left_out
    for name in left_out:
        assert {"type": "null"} in schema["properties"][name]["anyOf"], name
    world.home.task(**left_out)
