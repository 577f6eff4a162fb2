#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Puts a label of the project on the task.
struct LabelTask {
    TaskId task;
    LabelId label;
};
ATELIER_COMMAND(LabelTask, edit_tasks, task, label)

/// Takes a label off the task.
struct UnlabelTask {
    TaskId task;
    LabelId label;
};
ATELIER_COMMAND(UnlabelTask, edit_tasks, task, label)

Decision decide(LabelTask const& command, Scene const& scene, Context const& context);
Decision decide(UnlabelTask const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
