#include "commands/workspace/change_member_role.hpp"

#include "commands/workspace/members.hpp"

namespace atelier::commands {

Decision decide(ChangeMemberRole const& command, Scene const& scene, Context const& context) {
    auto const& workspace = scene.workspace(command.workspace);
    auto const role = workspace.role_of(command.user);
    if (!role) return std::unexpected(not_found());
    auto const own = *workspace.role_of(context.signed_in());
    if (*role < own || command.role < own) return std::unexpected(role_above_own());
    if (*role == command.role) return Decided{};
    if (is_last_owner(workspace, command.user)) return std::unexpected(last_owner());
    return Decided{}.add(stream_of(command.workspace),
                         workspace::MemberRoleChanged{command.user, command.role});
}

}  // namespace atelier::commands
