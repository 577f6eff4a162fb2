#include "commands/project/lead.hpp"

namespace atelier::commands {

std::optional<UserId> lead_of(project::State const& project, workspace::State const& workspace) {
    for (auto const& [user, member] : project.members) {
        bool const is_present =
            workspace.role_of(user) && workspace.membership_of(user) == member.membership;
        if (member.role == ProjectRole::lead && is_present) return user;
    }
    return std::nullopt;
}

void give_role(Decided& decided, ProjectId id, Scene const& scene, UserId user, ProjectRole role) {
    auto const& project = scene.project(id);
    auto const& workspace = scene.workspace(project.workspace);
    auto const membership = workspace.membership_of(user);
    auto const present = project.role_of(user, membership);
    if (present == role) return;
    auto const lead = lead_of(project, workspace);
    if (role == ProjectRole::lead && lead) {
        decided.add(stream_of(id),
                    project::ProjectMemberRoleChanged{*lead, ProjectRole::developer});
    }
    if (present) {
        decided.add(stream_of(id), project::ProjectMemberRoleChanged{user, role});
    } else {
        decided.add(stream_of(id), project::ProjectMemberAdded{user, role, membership});
    }
}

}  // namespace atelier::commands
