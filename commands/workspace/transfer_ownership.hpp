#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Makes a member an owner, and the caller an admin.
struct TransferOwnership {
    WorkspaceId workspace;
    UserId user;
};
ATELIER_COMMAND(TransferOwnership, transfer_ownership, workspace, user)

Decision decide(TransferOwnership const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
