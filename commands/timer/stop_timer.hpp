#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Stops the own timer in a workspace; each stretch that it ran is a time entry.
struct StopTimer {
    WorkspaceId workspace;
};
ATELIER_COMMAND(StopTimer, view_workspace, workspace)

Decision decide(StopTimer const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
