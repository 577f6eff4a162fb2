#pragma once

#include "commands/core/decision.hpp"
#include "commands/undo/task_past.hpp"

namespace atelier::commands {

/// Takes `past.events()[at]` of a task back by an event that says so. Nothing when it is undone
/// already, or when its effect does not hold any more anyway. What decides:
///
/// - Each field that the event changed gets the value before it, if it still has the one that the
///   event gave it. A field that has yet another value was changed later: then nothing at all is
///   taken back, since half an undo surprises. Of people and labels, each one counts for itself.
/// - What comes back must be there: the status, the label, the person.
/// - Who made the change may take it back; others need the permission for the opposite.
Decision undo(Scene const& scene, TaskId task, TaskPast const& past, std::size_t at,
              Context const& context);

}  // namespace atelier::commands
