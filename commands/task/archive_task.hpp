#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Takes a task off the board; it stays readable and can be found.
struct ArchiveTask {
    TaskId task;
};
ATELIER_COMMAND(ArchiveTask, edit_tasks, task)

Decision decide(ArchiveTask const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
