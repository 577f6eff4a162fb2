#include "commands/workspace/add_member.hpp"

namespace atelier::commands {

Decision decide(AddMember const& command, Scene const& scene, Context const& context) {
    auto const& workspace = scene.workspace(command.workspace);
    if (command.role < *workspace.role_of(context.signed_in()))
        return std::unexpected(role_above_own());
    auto const owner = scene.claim_owner("email", context.email_index(command.email.value));
    auto const stream = owner ? StreamId::from_text(*owner) : std::nullopt;
    if (!stream) return std::unexpected(no_such_account());
    UserId const user{stream->id};
    if (!scene.user(user).exists) return std::unexpected(no_such_account());
    if (auto const role = workspace.role_of(user)) {
        if (*role == command.role) return Decided{};
        return std::unexpected(already_member());
    }
    return Decided{}.add(stream_of(command.workspace), workspace::MemberAdded{user, command.role});
}

}  // namespace atelier::commands
