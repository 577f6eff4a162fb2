#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Moves a task to a place on the board: right before (above) a task of that column, right after
/// (below) one, between two, or to the bottom when neither is named.
struct MoveTask {
    TaskId task;
    StatusId status;
    std::optional<TaskId> before;
    std::optional<TaskId> after;
};
ATELIER_COMMAND(MoveTask, edit_tasks, task, status, before, after)

Decision decide(MoveTask const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
