#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

struct RestoreWorkspace {
    WorkspaceId workspace;
};
ATELIER_COMMAND_ON_DELETED(RestoreWorkspace, delete_workspace, workspace)

Decision decide(RestoreWorkspace const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
