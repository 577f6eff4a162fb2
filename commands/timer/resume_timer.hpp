#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Lets the own paused timer in a workspace go on, with a new stretch.
struct ResumeTimer {
    WorkspaceId workspace;
};
ATELIER_COMMAND(ResumeTimer, track_time, workspace)

Decision decide(ResumeTimer const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
