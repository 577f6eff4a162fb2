#include "projections/directory/directory.hpp"

#include "projections/directory/entities.hpp"
#include "projections/timer/timer_fold.hpp"
#include "schemas/codec/json.hpp"

namespace atelier::projections::directory {
namespace {

constexpr auto erased = "[erased]";

}  // namespace

void Directory::apply(Recorded const& recorded, Deltas& deltas) {
    if (recorded.stream.kind == StreamKind::timer) return apply_to_timer(recorded, deltas);
    std::visit(
        [&]<class One>(One const& event) {
            if constexpr (requires { on(event, recorded, deltas); }) {
                on(event, recorded, deltas);
            } else if constexpr (requires(WorkspaceRow& row) { on(event, row); }) {
                change_workspace(event, recorded, deltas);
            } else if constexpr (requires(ProjectRow& row) { on(event, row); }) {
                change_project(event, recorded, deltas);
            }
        },
        recorded.event);
}

void Directory::on(user::UserRegistered const& event, Recorded const& recorded, Deltas& deltas) {
    UserId const user{recorded.stream.id};
    if (auto const* present = users_.find(user); present && present->position >= recorded.position)
        return;
    user::State const fresh;
    put_user(
        {user, keys_.open(event.email).value_or(erased), keys_.open(event.name).value_or(erased),
         fresh.time_zone, fresh.locale, recorded.position},
        deltas);
    deltas.upsert(registered_topic(user), "user", to_text(user), "{}");
}

void Directory::on(user::ProfileEdited const& event, eventstore::RecordedEvent const& recorded,
                   Deltas& deltas) {
    auto const* present = users_.find(UserId{recorded.stream.id});
    if (!present || present->position >= recorded.position) return;
    auto row = *present;
    if (event.name) row.name = keys_.open(*event.name).value_or(erased);
    if (event.time_zone) row.time_zone = *event.time_zone;
    if (event.locale) row.locale = *event.locale;
    row.position = recorded.position;
    auto const user = row.user_id;
    put_user(std::move(row), deltas);
    if (event.name) deltas.upsert(named_topic(user), "user", to_text(user), "{}");
}

void Directory::on(user::PersonErased const&, Recorded const& recorded, Deltas& deltas) {
    UserId const user{recorded.stream.id};
    keys_.forget(user);
    auto const* present = users_.find(user);
    if (!present || present->position >= recorded.position) return;
    user::State const fresh;
    put_user({user, erased, erased, fresh.time_zone, fresh.locale, recorded.position}, deltas);
    deltas.upsert(erased_topic(user), "user", to_text(user), "{}");
}

void Directory::put_user(UserRow made, Deltas& deltas) {
    auto const& row = users_.put(std::move(made));
    deltas.upsert(
        person_topic(row.user_id), "user", to_text(row.user_id),
        codec::to_json(PersonEntity{row.user_id, row.email, row.name, row.time_zone, row.locale}));
}

void Directory::on(workspace::WorkspaceCreated const& event, Recorded const& recorded,
                   Deltas& deltas) {
    WorkspaceId const workspace{recorded.stream.id};
    if (auto const* present = workspaces_.find(workspace);
        present && present->position >= recorded.position)
        return;
    workspaces_.put(
        {workspace, event.name, event.slug, {}, false, recorded.position, recorded.position});
    put_member(workspace, event.owner, WorkspaceRole::owner, recorded.position, deltas);
}

template <class OfWorkspace>
void Directory::change_workspace(OfWorkspace const& event, Recorded const& recorded,
                                 Deltas& deltas) {
    WorkspaceId const workspace{recorded.stream.id};
    auto const* present = workspaces_.find(workspace);
    if (!present || present->position >= recorded.position) return;
    auto row = *present;
    bool const was_deleted = row.is_deleted;
    row.position = recorded.position;
    on(event, row);
    auto const& kept = workspaces_.put(std::move(row));
    // Looks at all members of all workspaces where they are in memory, as in a rebuild.
    if (deltas.is_silent()) return;
    for (auto const& member : members_.find_all(&MemberRow::workspace_id, workspace)) {
        if (member.is_member) tell(kept, member, deltas);
    }
    if (kept.is_deleted == was_deleted) return;
    deltas.upsert(access_topic(workspace), "workspace", to_text(workspace), "{}");
}

void Directory::on(workspace::WorkspaceEdited const& event, WorkspaceRow& row) {
    if (event.name) row.name = *event.name;
    if (event.slug) {
        row.slug = *event.slug;
        row.slug_position = row.position;
    }
    if (event.description) row.description = *event.description;
}

void Directory::on(workspace::WorkspaceDeleted const&, WorkspaceRow& row) { row.is_deleted = true; }

void Directory::on(workspace::WorkspaceRestored const&, WorkspaceRow& row) {
    row.is_deleted = false;
}

/// Says to a member what the workspace is to them.
void Directory::tell(WorkspaceRow const& workspace, MemberRow const& member, Deltas& deltas) {
    auto const topic = person_topic(member.user_id);
    auto const id = to_text(workspace.workspace_id);
    if (workspace.is_deleted) return deltas.remove(topic, "workspace", id);
    deltas.upsert(topic, "workspace", id,
                  codec::to_json(MembershipEntity{workspace.workspace_id, workspace.name,
                                                  workspace.slug, member.role}));
}

void Directory::put_member(WorkspaceId workspace, UserId user, WorkspaceRole role,
                           Position position, Deltas& deltas) {
    auto const* present = members_.find(workspace.uuid, user.uuid);
    auto const earlier = present ? present->membership : 0;
    auto const membership = present && present->is_member ? earlier : earlier + 1;
    auto const& member = members_.put({workspace, user, role, membership, true, position});
    deltas.upsert(access_topic(workspace), "member", to_text(user), "{}");
    if (auto const* row = workspaces_.find(workspace)) tell(*row, member, deltas);
}

void Directory::on(workspace::MemberAdded const& event, Recorded const& recorded, Deltas& deltas) {
    WorkspaceId const workspace{recorded.stream.id};
    auto const* present = members_.find(workspace.uuid, event.user.uuid);
    if (present && present->position >= recorded.position) return;
    put_member(workspace, event.user, event.role, recorded.position, deltas);
}

void Directory::on(workspace::MemberRoleChanged const& event, Recorded const& recorded,
                   Deltas& deltas) {
    WorkspaceId const workspace{recorded.stream.id};
    auto const* present = members_.find(workspace.uuid, event.user.uuid);
    if (!present || !present->is_member || present->position >= recorded.position) return;
    put_member(workspace, event.user, event.role, recorded.position, deltas);
}

void Directory::on(workspace::MemberRemoved const& event, Recorded const& recorded,
                   Deltas& deltas) {
    WorkspaceId const workspace{recorded.stream.id};
    auto const* present = members_.find(workspace.uuid, event.user.uuid);
    if (!present || present->position >= recorded.position) return;
    members_.put(
        {workspace, event.user, present->role, present->membership, false, recorded.position});
    deltas.remove(access_topic(workspace), "member", to_text(event.user));
    deltas.remove(person_topic(event.user), "workspace", to_text(workspace));
}

void Directory::on(project::ProjectCreated const& event, Recorded const& recorded, Deltas&) {
    ProjectId const project{recorded.stream.id};
    if (auto const* present = projects_.find(project);
        present && present->position >= recorded.position)
        return;
    project::State const fresh;
    projects_.put({project,
                   event.workspace,
                   event.key,
                   event.name,
                   event.description,
                   fresh.status,
                   fresh.priority,
                   {},
                   {},
                   false,
                   false,
                   recorded.position,
                   recorded.position});
}

template <class OfProject>
void Directory::change_project(OfProject const& event, Recorded const& recorded, Deltas& deltas) {
    ProjectId const project{recorded.stream.id};
    auto const* present = projects_.find(project);
    if (!present || present->position >= recorded.position) return;
    auto row = *present;
    bool const was_deleted = row.is_deleted;
    row.position = recorded.position;
    on(event, row);
    auto const& kept = projects_.put(std::move(row));
    if (kept.is_deleted == was_deleted) return;
    deltas.upsert(access_topic(kept.workspace_id), "project", to_text(project), "{}");
}

void Directory::on(project::ProjectEdited const& event, ProjectRow& row) {
    if (event.name) row.name = *event.name;
    if (event.key) {
        row.key = *event.key;
        row.key_position = row.position;
    }
    if (event.description) row.description = *event.description;
    if (event.priority) row.priority = *event.priority;
    project::change(row.start_date, event.start_date);
    project::change(row.end_date, event.end_date);
}

void Directory::on(project::ProjectStatusChanged const& event, ProjectRow& row) {
    row.status = event.status;
}

void Directory::on(project::ProjectArchived const&, ProjectRow& row) { row.is_archived = true; }

void Directory::on(project::ProjectUnarchived const&, ProjectRow& row) { row.is_archived = false; }

void Directory::on(project::ProjectDeleted const&, ProjectRow& row) { row.is_deleted = true; }

void Directory::on(project::ProjectRestored const&, ProjectRow& row) { row.is_deleted = false; }

void Directory::on(project::ProjectMemberAdded const& event, Recorded const& recorded, Deltas&) {
    ProjectId const project{recorded.stream.id};
    auto const* present = project_members_.find(project.uuid, event.user.uuid);
    if (present && present->position >= recorded.position) return;
    project_members_.put(
        {project, event.user, event.role, event.membership, true, recorded.position});
}

void Directory::on(project::ProjectMemberRoleChanged const& event, Recorded const& recorded,
                   Deltas&) {
    auto const* present = project_members_.find(recorded.stream.id, event.user.uuid);
    if (!present || present->position >= recorded.position) return;
    auto row = *present;
    row.role = event.role;
    row.position = recorded.position;
    project_members_.put(std::move(row));
}

void Directory::on(project::ProjectMemberRemoved const& event, Recorded const& recorded, Deltas&) {
    auto const* present = project_members_.find(recorded.stream.id, event.user.uuid);
    if (!present || present->position >= recorded.position) return;
    auto row = *present;
    row.is_member = false;
    row.position = recorded.position;
    project_members_.put(std::move(row));
}

void Directory::apply_to_timer(eventstore::RecordedEvent const& recorded, Deltas& deltas) {
    auto const* present = timers_.find(TimerId{recorded.stream.id});
    auto folded = time_tracking::fold_timer(present, recorded);
    if (!folded) return;
    auto const& row = timers_.put(std::move(*folded));
    auto const topic = person_topic(row.user_id);
    if (deltas.touch(topic)) return;
    auto const id = to_text(row.workspace_id);
    if (row.is_active) {
        deltas.upsert(topic, "timer", id, codec::to_json(entity_of(row)));
    } else {
        deltas.remove(topic, "timer", id);
    }
}

}  // namespace atelier::projections::directory
