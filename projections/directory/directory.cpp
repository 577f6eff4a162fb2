#include "projections/directory/directory.hpp"

#include "projections/directory/entities.hpp"
#include "projections/timer/timer_fold.hpp"
#include "schemas/codec/json.hpp"

namespace atelier::projections::directory {
namespace {

constexpr auto erased = "[erased]";

}  // namespace

void Directory::apply(eventstore::RecordedEvent const& event, Deltas& deltas) {
    if (event.stream.kind == StreamKind::timer) return apply_to_timer(event, deltas);
    std::visit([&](auto const& one) { on(one, event, deltas); }, event.event);
}

void Directory::on(user::UserRegistered const& event, eventstore::RecordedEvent const& recorded,
                   Deltas& deltas) {
    UserId const user{recorded.stream.id};
    if (auto const* present = users_.find(user); present && present->position >= recorded.position)
        return;
    user::State const fresh;
    put_user(
        {user, keys_.open(event.email).value_or(erased), keys_.open(event.name).value_or(erased),
         fresh.time_zone, fresh.locale, recorded.position},
        deltas);
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
    put_user(std::move(row), deltas);
}

void Directory::put_user(UserRow made, Deltas& deltas) {
    auto const& row = users_.put(std::move(made));
    deltas.upsert(
        person_topic(row.user_id), "user", to_text(row.user_id),
        codec::to_json(PersonEntity{row.user_id, row.email, row.name, row.time_zone, row.locale}));
}

void Directory::on(workspace::WorkspaceCreated const& event,
                   eventstore::RecordedEvent const& recorded, Deltas& deltas) {
    WorkspaceId const workspace{recorded.stream.id};
    if (auto const* present = workspaces_.find(workspace);
        present && present->position >= recorded.position)
        return;
    workspaces_.put({workspace, event.name, event.slug, recorded.position});
    put_member(workspace, event.owner, WorkspaceRole::owner, recorded.position, deltas);
}

void Directory::put_member(WorkspaceId workspace, UserId user, WorkspaceRole role,
                           Position position, Deltas& deltas) {
    members_.put({workspace, user, role, true, position});
    deltas.upsert(access_topic(workspace), "member", to_text(user), "{}");
    auto const* row = workspaces_.find(workspace);
    if (!row) return;
    deltas.upsert(person_topic(user), "workspace", to_text(workspace),
                  codec::to_json(MembershipEntity{workspace, row->name, row->slug, role}));
}

void Directory::on(workspace::MemberAdded const& event, eventstore::RecordedEvent const& recorded,
                   Deltas& deltas) {
    WorkspaceId const workspace{recorded.stream.id};
    auto const* present = members_.find(workspace.uuid, event.user.uuid);
    if (present && present->position >= recorded.position) return;
    put_member(workspace, event.user, event.role, recorded.position, deltas);
}

void Directory::on(workspace::MemberRemoved const& event, eventstore::RecordedEvent const& recorded,
                   Deltas& deltas) {
    WorkspaceId const workspace{recorded.stream.id};
    auto const* present = members_.find(workspace.uuid, event.user.uuid);
    if (!present || present->position >= recorded.position) return;
    members_.put({workspace, event.user, present->role, false, recorded.position});
    deltas.remove(access_topic(workspace), "member", to_text(event.user));
    deltas.remove(person_topic(event.user), "workspace", to_text(workspace));
}

void Directory::on(project::ProjectCreated const& event, eventstore::RecordedEvent const& recorded,
                   Deltas&) {
    ProjectId const project{recorded.stream.id};
    if (auto const* present = projects_.find(project);
        present && present->position >= recorded.position)
        return;
    projects_.put(
        {project, event.workspace, event.key, event.name, event.description, recorded.position});
}

void Directory::apply_to_timer(eventstore::RecordedEvent const& recorded, Deltas& deltas) {
    auto const* present = timers_.find(TimerId{recorded.stream.id});
    auto folded = time_tracking::fold_timer(present, recorded);
    if (!folded) return;
    auto const& row = timers_.put(std::move(*folded));
    auto const topic = person_topic(row.user_id);
    auto const id = to_text(row.workspace_id);
    if (row.is_active) {
        deltas.upsert(topic, "timer", id, codec::to_json(entity_of(row)));
    } else {
        deltas.remove(topic, "timer", id);
    }
}

}  // namespace atelier::projections::directory
