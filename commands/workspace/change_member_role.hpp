#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

struct ChangeMemberRole {
    WorkspaceId workspace;
    UserId user;
    WorkspaceRole role;
};
ATELIER_COMMAND(ChangeMemberRole, manage_members, workspace, user, role)

Decision decide(ChangeMemberRole const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
