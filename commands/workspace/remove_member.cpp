#include "commands/workspace/remove_member.hpp"

#include "commands/workspace/members.hpp"

namespace atelier::commands {

Decision decide(RemoveMember const& command, Scene const& scene, Context const& context) {
    auto const& workspace = scene.workspace(command.workspace);
    auto const role = workspace.role_of(command.user);
    if (!role) return std::unexpected(not_found());
    if (*role < *workspace.role_of(context.signed_in())) return std::unexpected(role_above_own());
    if (is_last_owner(workspace, command.user)) return std::unexpected(last_owner());
    return Decided{}.add(stream_of(command.workspace), workspace::MemberRemoved{command.user});
}

}  // namespace atelier::commands
