#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

struct RemoveMember {
    WorkspaceId workspace;
    UserId user;
};
ATELIER_COMMAND(RemoveMember, manage_members, workspace, user)

Decision decide(RemoveMember const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
