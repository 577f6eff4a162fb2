#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Starts the own timer for a task. One runs at a time in a workspace (a paused one counts);
/// `stop_running` stops it first.
struct StartTimer {
    TaskId task;
    std::optional<Text<0, 1'000>> note;
    std::optional<bool> billable;  ///< not, when absent
    std::optional<bool> stop_running;
};
ATELIER_COMMAND(StartTimer, track_time, task, note, billable, stop_running)

Decision decide(StartTimer const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
