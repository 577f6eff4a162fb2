#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// How many stretches one run may have.
inline constexpr std::size_t stretches_per_run = 500;

/// Pauses the own timer in a workspace: what ran until now is a time entry, the pause is none.
struct PauseTimer {
    WorkspaceId workspace;
};
ATELIER_COMMAND(PauseTimer, view_workspace, workspace)

Decision decide(PauseTimer const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
