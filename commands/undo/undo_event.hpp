#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Takes back what one event changed in a task, whoever made it: a move, an edit, an archiving, a
/// deletion, the opposites of these, or the creation. An undo is an event too and is undone in the
/// same way. `stream` is the task's; that of the workspace for events of anything else, which
/// cannot be undone.
struct UndoEvent {
    StreamId stream{};
    EventId event;
};
ATELIER_COMMAND_ON_DELETED(UndoEvent, edit_tasks, stream, event)

Decision decide(UndoEvent const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
