#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Of the worker: says of a task that is not done that it was due, once for each due time.
struct AnnounceOverdue {
    TaskId task;
};
ATELIER_COMMAND(AnnounceOverdue, system, task)

Decision decide(AnnounceOverdue const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
