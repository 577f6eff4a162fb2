#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// The caller's own membership ends.
struct LeaveWorkspace {
    WorkspaceId workspace;
};
ATELIER_COMMAND(LeaveWorkspace, view_workspace, workspace)

Decision decide(LeaveWorkspace const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
