#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Starts the own timer for a task. One runs at a time in a workspace.
struct StartTimer {
    TaskId task;
    std::optional<Text<0, 1'000>> note;
};
ATELIER_COMMAND(StartTimer, track_time, task, note)

Decision decide(StartTimer const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
