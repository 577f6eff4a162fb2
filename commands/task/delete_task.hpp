#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Deletes so that it can be restored.
struct DeleteTask {
    TaskId task;
};
ATELIER_COMMAND_ON_DELETED(DeleteTask, delete_tasks, task)

Decision decide(DeleteTask const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
