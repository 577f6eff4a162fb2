#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

struct RestoreTask {
    TaskId task;
};
ATELIER_COMMAND_ON_DELETED(RestoreTask, delete_tasks, task)

Decision decide(RestoreTask const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
