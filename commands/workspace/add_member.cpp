#include "commands/workspace/add_member.hpp"

#include "commands/workspace/members.hpp"

namespace atelier::commands {

Decision decide(AddMember const& command, Scene const& scene, Context const& context) {
    auto const& workspace = scene.workspace(command.workspace);
    if (command.role < *workspace.role_of(context.signed_in()))
        return std::unexpected(role_above_own());
    auto const user = find_person({command.email, command.user}, scene, context);
    if (!user) return std::unexpected(user.error());
    if (auto const role = workspace.role_of(*user)) {
        if (*role == command.role) return Decided{};
        return std::unexpected(already_member());
    }
    return Decided{}.add(stream_of(command.workspace), workspace::MemberAdded{*user, command.role});
}

}  // namespace atelier::commands
