"""Who may do what: made from the OpenAPI document, so that a new route is tried as soon as it is there."""

import itertools
import secrets
from datetime import datetime, timedelta, timezone

import pytest

from harness import tokens
from harness.client import PASSWORD
from harness.crew import CREW, Crew
from harness.world import ROLES

MATRIX_FREE = ("ANYONE", "SIGNED_IN", "OWN")
NOTHING = "0199aaaa-0000-7000-8000-000000000000"


def unique(text):
    return f"{text} {secrets.token_hex(4)}"


def fresh_person(world):
    """Somebody with an account, to be added or removed."""
    client = world.nobody.another()
    client.register("Newcomer")
    return client


def fresh_member(world):
    person = fresh_person(world)
    world.owner.add_member(world.home.workspace, person.email, "VIEWER")
    return person.user


def another_workspace(world, caller):
    """Somebody else's, in which the caller has the role that they have at home."""
    founder = fresh_person(world)
    made = founder.create_workspace()
    for role in ROLES:
        if world.people.get(role) is caller:
            made = founder.add_member(made.data["id"], caller.email, role)
    return {"workspace": founder.get("/workspaces", made).data[0]["id"]}


def handed_over(world, caller):
    """To the caller themselves, which changes nothing."""
    return workspace(world), {"user": caller.user}


def another_project(world):
    """In which everybody has the role that they have at home."""
    answer = world.owner.create_project(world.home.workspace, unique("Quay"))
    world.owner.get(f"/projects/{answer.data['id']}", answer)
    if isinstance(world, Crew):
        world.join(answer.data["id"])
    return {"project": answer.data["id"]}


def another_member(world):
    """A member of the workspace with a role in the project."""
    user = fresh_member(world)
    world.owner.post(
        f"/projects/{world.home.project}/members", {"user": user, "role": "VIEWER"}
    )
    return project(world, user=user)


def another_status(world):
    body = {"name": unique("Waiting"), "category": "DOING"}
    place = another_project(world)
    answer = world.owner.post(f"/projects/{place['project']}/statuses", body, expect=201)
    return {**place, "status": answer.data["id"]}


def another_label(world):
    body = {"name": unique("urgent"), "colour": "#ff0000"}
    answer = world.owner.post(f"/projects/{world.home.project}/labels", body, expect=201)
    world.owner.get(f"/projects/{world.home.project}/labels", answer)
    return project(world, label=answer.data["id"])


def running_timer(world, caller):
    """The caller's timer runs, also of one who may start none any more."""
    body = {"task": world.home.task()}
    if caller.request("POST", "/timers/start", body).status == 403:
        member = f"/workspaces/{world.home.workspace}/members/{caller.user}"
        world.owner.patch(member, {"role": "MEMBER"}, expect=200)
        caller.request("POST", "/timers/start", body)
        world.owner.patch(member, {"role": "VIEWER"}, expect=200)
    return {"workspace": world.home.workspace}


def stopped_timer(world, caller):
    caller.request("POST", "/timers/stop", {"workspace": world.home.workspace})
    return {"task": world.home.task()}


def paused_timer(world, caller):
    body = running_timer(world, caller)
    caller.request("POST", "/timers/pause", body)
    return body


def time_entry(world, caller):
    """An entry of the caller's, where they may have one, else of the owner's."""
    body = free_minute(world)
    answer = caller.request("POST", "/time-entries", body)
    if answer.status != 201:
        answer = world.owner.post("/time-entries", body, expect=201)
    caller.get("/workspaces", answer, expect=None)
    return {"entry": answer.data["id"]}


MINUTES = itertools.count()


def free_minute(world):
    """A minute that no other entry of these tests takes."""
    start = datetime(2020, 1, 1, tzinfo=timezone.utc) + timedelta(minutes=next(MINUTES))
    return {
        "task": world.home.task(),
        "started_at": start.isoformat().replace("+00:00", "Z"),
        "duration_seconds": 60,
    }
def another_session(caller):
    """Of the same person, who may be nobody."""
    if caller.email is None:
        return "0199aaaa-0000-7000-8000-000000000000"
    other = caller.another()
    other.log_in(caller.email)
    return tokens.take_apart(other.token)[1]["sid"]


def new_account():
    return {
        "email": f"{secrets.token_hex(6)}@harbour.example",
        "password": PASSWORD,
        "name": "Newcomer",
    }


def trello_board():
    """As Trello exports it, no larger than it has to be; a board of its own each time."""
    board, column = secrets.token_hex(12), secrets.token_hex(12)
    return {
        "id": board,
        "name": unique("Quay"),
        "lists": [{"id": column, "name": "To do", "pos": 1}],
        "cards": [{"id": "6740f3a1" + secrets.token_hex(8), "name": "Rope", "idList": column}],
    }


def workspace(world, **parameters):
    return {"workspace": world.home.workspace, **parameters}


def project(world, **parameters):
    return {"project": world.home.project, **parameters}


def task(world):
    return {"task": world.home.task()}


def assigned(world):
    return {"task": world.home.task(), "user": world.owner.user}


def labelled(world):
    return {"task": world.home.task(), "label": another_label(world)["label"]}


def moved_by(world, caller):
    """A task that the caller has moved, where they may."""
    place = task(world)
    caller.request("POST", f"/tasks/{place['task']}/move", {"status": world.home.statuses[1]})
    return place


def event_of_a_task(world):
    moved = world.owner.move_task(task(world)["task"], world.home.statuses[1])
    entries = world.owner.get(f"/tasks/{moved.data['id']}/activity", moved)
    return {"event": entries.data[0]["id"]}


# How each operation is called in a way that works for who may: what its path needs, then its body.
CALLS = {
    "post_auth_register": lambda world, caller: ({}, new_account()),
    "post_auth_login": lambda world, caller: (
        {},
        {"email": world.stranger.email, "password": PASSWORD},
    ),
    "post_auth_refresh": lambda world, caller: (
        {},
        {"refresh_token": fresh_person(world).refresh_token},
    ),
    "post_auth_logout": lambda world, caller: ({}, None),
    "get_auth_sessions": lambda world, caller: ({}, None),
    "delete_auth_sessions": lambda world, caller: ({}, None),
    "delete_auth_sessions_session": lambda world, caller: (
        {"session": another_session(caller)},
        None,
    ),
    "post_auth_password": lambda world, caller: (
        {},
        {"old_password": PASSWORD, "new_password": PASSWORD},
    ),
    "get_me": lambda world, caller: ({}, None),
    "patch_me": lambda world, caller: ({}, {"time_zone": "Europe/Berlin"}),
    "delete_me": lambda world, caller: ({}, {"password": PASSWORD}),
    "get_me_export": lambda world, caller: ({}, None),
    "post_workspaces": lambda world, caller: ({}, {"name": unique("Harbour")}),
    "get_workspaces": lambda world, caller: ({}, None),
    "get_workspaces_workspace_members": lambda world, caller: (workspace(world), None),
    "post_workspaces_workspace_members": lambda world, caller: (
        workspace(world),
        {"email": fresh_person(world).email, "role": "VIEWER"},
    ),
    "delete_workspaces_workspace_members_user": lambda world, caller: (
        workspace(world, user=fresh_member(world)),
        None,
    ),
    "get_workspaces_workspace": lambda world, caller: (workspace(world), None),
    "patch_workspaces_workspace": lambda world, caller: (
        workspace(world),
        {"description": unique("Boats")},
    ),
    "delete_workspaces_workspace": lambda world, caller: (another_workspace(world, caller), None),
    "post_workspaces_workspace_restore": lambda world, caller: (workspace(world), None),
    "patch_workspaces_workspace_members_user": lambda world, caller: (
        workspace(world, user=fresh_member(world)),
        {"role": "MEMBER"},
    ),
    "post_workspaces_workspace_leave": lambda world, caller: (
        another_workspace(world, caller),
        None,
    ),
    "post_workspaces_workspace_transfer_ownership": handed_over,
    "post_workspaces_workspace_projects": lambda world, caller: (
        workspace(world),
        {"name": unique("Quay")},
    ),
    "get_workspaces_workspace_projects": lambda world, caller: (workspace(world), None),
    "post_workspaces_workspace_imports": lambda world, caller: (workspace(world), trello_board()),
    "get_workspaces_workspace_activity": lambda world, caller: (workspace(world), None),
    "get_projects_project": lambda world, caller: (project(world), None),
    "patch_projects_project": lambda world, caller: (
        project(world),
        {"description": unique("Boats")},
    ),
    "delete_projects_project": lambda world, caller: (another_project(world), None),
    "post_projects_project_restore": lambda world, caller: (project(world), None),
    "post_projects_project_archive": lambda world, caller: (another_project(world), None),
    "post_projects_project_unarchive": lambda world, caller: (project(world), None),
    "post_projects_project_status": lambda world, caller: (
        another_project(world),
        {"status": "ACTIVE"},
    ),
    "get_projects_project_members": lambda world, caller: (project(world), None),
    "post_projects_project_members": lambda world, caller: (
        project(world),
        {"user": fresh_member(world), "role": "VIEWER"},
    ),
    "patch_projects_project_members_user": lambda world, caller: (
        another_member(world),
        {"role": "DEVELOPER"},
    ),
    "delete_projects_project_members_user": lambda world, caller: (another_member(world), None),
    "get_projects_project_workflow": lambda world, caller: (project(world), None),
    "post_projects_project_statuses": lambda world, caller: (
        another_project(world),
        {"name": "Waiting", "category": "DOING"},
    ),
    "get_projects_project_statuses_status": lambda world, caller: (
        project(world, status=world.home.statuses[0]),
        None,
    ),
    "patch_projects_project_statuses_status": lambda world, caller: (
        project(world, status=world.home.statuses[0]),
        {"wip_limit": secrets.randbelow(999) + 1},
    ),
    "post_projects_project_statuses_status_move": lambda world, caller: (
        project(world, status=world.home.statuses[0]),
        {"before": world.home.statuses[1]},
    ),
    "delete_projects_project_statuses_status": lambda world, caller: (another_status(world), None),
    "post_projects_project_labels": lambda world, caller: (
        project(world),
        {"name": unique("urgent"), "colour": "#ff0000"},
    ),
    "get_projects_project_labels": lambda world, caller: (project(world), None),
    "get_projects_project_labels_label": lambda world, caller: (another_label(world), None),
    "patch_projects_project_labels_label": lambda world, caller: (
        another_label(world),
        {"colour": "#00ff00"},
    ),
    "delete_projects_project_labels_label": lambda world, caller: (another_label(world), None),
    "get_projects_project_board": lambda world, caller: (project(world), None),
    "post_projects_project_tasks": lambda world, caller: (
        project(world),
        {"title": "Paint the buoy"},
    ),
    "get_workspaces_workspace_tasks": lambda world, caller: (workspace(world), None),
    "get_projects_project_tasks": lambda world, caller: (project(world), None),
    "get_tasks_task": lambda world, caller: (task(world), None),
    "patch_tasks_task": lambda world, caller: (task(world), {"title": "Paint the other buoy"}),
    "post_tasks_task_move": lambda world, caller: (task(world), {"status": world.home.statuses[1]}),
    "delete_tasks_task": lambda world, caller: (task(world), None),
    "post_tasks_task_restore": lambda world, caller: (task(world), None),
    "post_tasks_task_undo": lambda world, caller: (moved_by(world, caller), None),
    "post_activity_event_undo": lambda world, caller: (event_of_a_task(world), None),
    "post_tasks_task_archive": lambda world, caller: (task(world), None),
    "post_tasks_task_unarchive": lambda world, caller: (task(world), None),
    "put_tasks_task_assignees_user": lambda world, caller: (assigned(world), None),
    "delete_tasks_task_assignees_user": lambda world, caller: (assigned(world), None),
    "put_tasks_task_labels_label": lambda world, caller: (labelled(world), None),
    "delete_tasks_task_labels_label": lambda world, caller: (labelled(world), None),
    "post_timers_start": lambda world, caller: ({}, stopped_timer(world, caller)),
    "post_timers_stop": lambda world, caller: ({}, running_timer(world, caller)),
    "post_timers_pause": lambda world, caller: ({}, running_timer(world, caller)),
    "post_timers_resume": lambda world, caller: ({}, paused_timer(world, caller)),
    "post_timers_discard": lambda world, caller: ({}, running_timer(world, caller)),
    "get_workspaces_workspace_timers": lambda world, caller: (workspace(world), None),
    "post_time_entries": lambda world, caller: ({}, free_minute(world)),
    "get_time_entries": lambda world, caller: ({}, None),
    "get_time_entries_entry": lambda world, caller: (time_entry(world, caller), None),
    "patch_time_entries_entry": lambda world, caller: (
        time_entry(world, caller),
        {"note": "Sanding"},
    ),
    "delete_time_entries_entry": lambda world, caller: (time_entry(world, caller), None),
    "get_workspaces_workspace_reports_time": lambda world, caller: (workspace(world), None),
    "get_projects_project_activity": lambda world, caller: (project(world), None),
    "get_tasks_task_activity": lambda world, caller: (task(world), None),
    "get_workspaces_workspace_audit": lambda world, caller: (workspace(world), None),
    "get_timers_current": lambda world, caller: ({}, None),
    "get_health_live": lambda world, caller: ({}, None),
    "get_health_ready": lambda world, caller: ({}, None),
    "get_well_known_jwksjson": lambda world, caller: ({}, None),
    "get_openapijson": lambda world, caller: ({}, None),
    "get_asyncapijson": lambda world, caller: ({}, None),
    "get_metrics": lambda world, caller: ({}, None),
    "get_docs": lambda world, caller: ({}, None),
    "get_schemas_event": lambda world, caller: ({"event": "TaskMoved"}, None),
    "get_roles": lambda world, caller: ({}, None),
}


def call(world, operation, caller, **options):
    """One request as the document describes it, with what it needs made anew."""
    assert (
        operation.id in CALLS
    ), f"matrix_e2e_test.py does not know how to call {operation.id}: add it to CALLS"
    parameters, body = CALLS[operation.id](world, caller)
    return caller.request(
        operation.method.upper(), operation.path.format(**parameters), body, **options
    )


def wants_sign_in(operations):
    found = [one for one in operations if one.permission != "ANYONE"]
    assert len(found) >= 18
    return found


def in_matrix(operations):
    found = [one for one in operations if one.permission not in MATRIX_FREE]
    assert len(found) >= 14
    return found


def test_every_operation_that_needs_sign_in_answers_401_without_a_token(world):
    for operation in wants_sign_in(world.contract.operations):
        answer = call(world, operation, world.nobody)
        assert (answer.status, answer.code) == (401, "unauthenticated"), operation.id


def test_every_operation_that_needs_sign_in_answers_401_to_a_garbage_token(world):
    own = world.owner.token
    changed = own[:-40] + ("B" if own[-40] == "A" else "A") + own[-39:]
    for token in ("garbage", "a.b.c", "x" * 5000, changed, own[:-1]):
        for operation in wants_sign_in(world.contract.operations):
            answer = world.nobody.request(
                operation.method.upper(),
                operation.path.format(
                    **{name: world.home.workspace for name in operation.parameters}
                ),
                token=token,
            )
            assert answer.status in (400, 401), operation.id
            if "requestBody" not in operation.entry:
                assert (answer.status, answer.code) == (401, "unauthenticated"), operation.id


def test_operations_without_sign_in_answer_everybody_the_same(world):
    for operation in world.contract.operations:
        if operation.permission == "ANYONE":
            for caller in (world.nobody, world.stranger, world.foreigner, world.viewer):
                assert call(world, operation, caller).status < 300, operation.id


def check_only_may(operation, allowed, role, answer):
    """Who is not allowed is told who is."""
    if role in allowed:
        assert answer.status < 300, f"{operation.id} as {role}: {answer!r}"
        return
    assert (answer.status, answer.code) == (403, "forbidden"), f"{operation.id} as {role}: {answer!r}"
    for other in allowed:
        assert other in answer.json["message"], f"{operation.id} does not say who may"


@pytest.mark.parametrize("role", ROLES)
def test_a_member_may_do_exactly_what_the_document_says_of_their_role(world, role):
    caller = world.people[role]
    for operation in in_matrix(world.contract.operations):
        check_only_may(operation, operation.roles, role, call(world, operation, caller))


@pytest.fixture(scope="module")
def crew(world):
    return Crew(world)


@pytest.mark.parametrize("role", CREW)
def test_a_role_in_the_project_counts_instead_of_the_one_in_the_workspace(world, crew, role):
    caller = crew.people[role]
    tried = 0
    for operation in in_matrix(world.contract.operations):
        if not {"project", "task"} & set(operation.parameters):
            continue
        tried += 1
        assert operation.project_roles, f"{operation.id} is not for roles in the project"
        check_only_may(operation, operation.project_roles, role, call(crew, operation, caller))
    assert tried >= 25


def test_people_without_a_role_get_404_for_everything_in_the_workspace(world):
    for operation in in_matrix(world.contract.operations):
        for caller in (world.stranger, world.foreigner):
            answer = call(world, operation, caller)
            assert (answer.status, answer.code) == (404, "not_found"), f"{operation.id}: {answer!r}"


def test_everybody_who_is_signed_in_may_do_what_is_their_own(world):
    for operation in world.contract.operations:
        if operation.permission in ("SIGNED_IN", "OWN"):
            for name in ("stranger", "foreigner", "VIEWER"):
                person = world.people[name]
                caller = world.nobody.another()
                caller.token, caller.email = person.token, person.email
                ends = "/auth/" in operation.path or operation.id == "delete_me"
                if operation.is_command and ends:
                    # What ends must not be a session of the other tests, or a person.
                    caller.register(name)
                assert call(world, operation, caller).status < 300, operation.id


def test_what_is_foreign_and_what_does_not_exist_get_the_same_bytes(world):
    headers = {"X-Request-Id": "the-same"}
    for operation in in_matrix(world.contract.operations):
        parameters, body = CALLS[operation.id](world, world.foreigner)
        absent = {name: NOTHING for name in parameters}
        absent_body = {
            name: NOTHING if name in ("task", "workspace") else value
            for name, value in (body or {}).items()
        }
        method = operation.method.upper()
        foreign = world.foreigner.request(
            method, operation.path.format(**parameters), body, headers=headers
        )
        missing = world.foreigner.request(
            method, operation.path.format(**absent), absent_body or body, headers=headers
        )
        assert foreign.status == missing.status == 404, operation.id
        assert foreign.content == missing.content, operation.id
        assert set(foreign.headers) == set(missing.headers), operation.id


def test_what_is_deleted_and_what_does_not_exist_get_the_same_bytes(world):
    deleted = world.home.task()
    answer = world.owner.delete(f"/tasks/{deleted}")
    world.owner.get(f"/tasks/{deleted}", answer, expect=404)
    options = {
        "headers": {"X-Request-Id": "the-same", "Atelier-After": str(answer.meta["position"])},
        "expect": 404,
    }
    move = {"status": world.home.statuses[1]}
    for method, path, body in (
        ("GET", "/tasks/{}", None),
        ("PATCH", "/tasks/{}", {"title": "x"}),
        ("POST", "/tasks/{}/move", move),
    ):
        gone = world.owner.request(method, path.format(deleted), body, **options)
        missing = world.owner.request(method, path.format(NOTHING), body, **options)
        assert gone.content == missing.content, method
    gone = world.owner.request("POST", "/timers/start", {"task": deleted}, **options)
    assert (
        gone.content
        == world.owner.request("POST", "/timers/start", {"task": NOTHING}, **options).content
    )
