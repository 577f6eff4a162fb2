#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Takes back the caller's last change of the task that still holds; the same again goes on to the
/// one before. Undos are passed over: they are undone by `UndoEvent`.
struct UndoLastChange {
    TaskId task;
};
ATELIER_COMMAND_ON_DELETED(UndoLastChange, edit_tasks, task)

/// How many of the caller's changes are tried for one that still holds.
inline constexpr int changes_tried = 100;

Decision decide(UndoLastChange const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
