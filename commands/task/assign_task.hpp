#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Makes a member of the workspace one of those who do the task.
struct AssignTask {
    TaskId task;
    UserId user;
};
ATELIER_COMMAND(AssignTask, edit_tasks, task, user)

/// Takes somebody off the task.
struct UnassignTask {
    TaskId task;
    UserId user;
};
ATELIER_COMMAND(UnassignTask, edit_tasks, task, user)

Decision decide(AssignTask const& command, Scene const& scene, Context const& context);
Decision decide(UnassignTask const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
