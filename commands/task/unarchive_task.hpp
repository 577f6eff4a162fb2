#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Puts an archived task back where it stood.
struct UnarchiveTask {
    TaskId task;
};
ATELIER_COMMAND(UnarchiveTask, edit_tasks, task)

Decision decide(UnarchiveTask const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
