#include "commands/workspace/transfer_ownership.hpp"

namespace atelier::commands {

Decision decide(TransferOwnership const& command, Scene const& scene, Context const& context) {
    auto const& workspace = scene.workspace(command.workspace);
    auto const role = workspace.role_of(command.user);
    if (!role) return std::unexpected(invalid("user", "is no member of the workspace"));
    if (command.user == context.signed_in()) return Decided{};
    auto const stream = stream_of(command.workspace);
    Decided decided;
    if (*role != WorkspaceRole::owner) {
        decided.add(stream, workspace::MemberRoleChanged{command.user, WorkspaceRole::owner});
    }
    decided.add(stream, workspace::MemberRoleChanged{context.signed_in(), WorkspaceRole::admin});
    return decided;
}

}  // namespace atelier::commands
