#include "commands/user/erase_person.hpp"

#include "commands/session/open_sessions.hpp"
#include "commands/workspace/members.hpp"

namespace atelier::commands {
namespace {

bool is_alone(workspace::State const& workspace) { return workspace.members.size() == 1; }

}  // namespace

bool needs_owner(workspace::State const& workspace, UserId user) {
    return !workspace.deleted && !is_alone(workspace) && is_last_owner(workspace, user);
}

namespace {

/// Of those who stay the one with the highest role, the one with the oldest account among equals.
UserId heir_of(workspace::State const& workspace, UserId user) {
    UserId heir;
    std::optional<WorkspaceRole> highest;
    for (auto const& [member, role] : workspace.members) {
        if (member == user || (highest && *highest <= role)) continue;
        heir = member;
        highest = role;
    }
    return heir;
}

void leave(Decided& decided, UserId user, WorkspaceId id, workspace::State const& workspace) {
    if (!workspace.role_of(user)) return;
    if (needs_owner(workspace, user)) {
        decided.add(stream_of(id),
                    workspace::MemberRoleChanged{heir_of(workspace, user), WorkspaceRole::owner});
    }
    decided.add(stream_of(id), workspace::MemberRemoved{user});
    if (is_alone(workspace) && !workspace.deleted) {
        decided.add(stream_of(id), workspace::WorkspaceDeleted{});
    }
}

void end(Decided& decided, UserId user, SessionId id, session::State const& session) {
    if (!session.exists || session.revoked || session.user != user) return;
    decided.add(stream_of(id), session::SessionRevoked{session::RevocationReason::signed_out})
        .give_back(open_sessions_scope(user), to_text(id));
}

}  // namespace

Decision decide(ErasePerson const& command, Scene const& scene, Context const&) {
    std::vector<StreamId> streams{stream_of(command.user)};
    for (auto const& workspace : command.workspaces) streams.push_back(stream_of(workspace));
    for (auto const& session : command.sessions) streams.push_back(stream_of(session));
    scene.expect(streams);
    auto const& person = scene.user(command.user);
    if (!person.exists && !person.erased) return std::unexpected(not_found());
    if (!person.erased) {
        std::vector<std::string> left;
        for (auto const& id : command.workspaces) {
            auto const& workspace = scene.workspace(id);
            if (needs_owner(workspace, command.user)) left.push_back(workspace.name);
        }
        if (!left.empty() && !command.hands_over) return std::unexpected(last_owner_of(left));
    }
    Decided decided;
    // First: whoever reads on knows already that the name is gone.
    if (!person.erased) {
        decided.add(stream_of(command.user), user::PersonErased{})
            .take(erased_people_scope, to_text(command.user), stream_of(command.user));
        if (command.email_claim) decided.give_back("email", *command.email_claim);
    }
    for (auto const& id : command.workspaces) leave(decided, command.user, id, scene.workspace(id));
    for (auto const& id : command.sessions) end(decided, command.user, id, scene.session(id));
    return decided;
}

}  // namespace atelier::commands
