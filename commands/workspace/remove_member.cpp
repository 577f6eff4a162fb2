#include "commands/workspace/remove_member.hpp"

#include <algorithm>

namespace atelier::commands {

Decision decide(RemoveMember const& command, Scene const& scene, Context const& context) {
    auto const& workspace = scene.workspace(command.workspace);
    auto const role = workspace.role_of(command.user);
    if (!role) return std::unexpected(not_found());
    if (*role < *workspace.role_of(context.signed_in())) return std::unexpected(role_above_own());
    auto const owners = std::ranges::count(workspace.members, WorkspaceRole::owner,
                                           [](auto const& member) { return member.second; });
    if (*role == WorkspaceRole::owner && owners == 1) return std::unexpected(last_owner());
    return Decided{}.add(stream_of(command.workspace), workspace::MemberRemoved{command.user});
}

}  // namespace atelier::commands
