#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Ends the own timer in a workspace as if it had not run: also the time entries that its pauses
/// made are deleted, however they were edited meanwhile.
struct DiscardTimer {
    WorkspaceId workspace;
};
ATELIER_COMMAND(DiscardTimer, view_workspace, workspace)

Decision decide(DiscardTimer const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
