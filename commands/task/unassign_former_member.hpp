#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Of the worker: takes a task from somebody who is no member of its workspace any more.
struct UnassignFormerMember {
    TaskId task;
    UserId user;
};
ATELIER_COMMAND(UnassignFormerMember, system, task, user)

Decision decide(UnassignFormerMember const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
