#include "commands/undo/undo_event.hpp"

#include "commands/undo/reversal.hpp"

namespace atelier::commands {
namespace {

/// Says of what is no task's that it cannot be undone, to whom it is there at all.
Rejection no_task(UndoEvent const& command, Scene const& scene) {
    bool const is_workspace = command.stream.kind == StreamKind::workspace;
    if (is_workspace && scene.workspace(WorkspaceId{command.stream.id}).deleted) {
        return not_found();
    }
    return cannot_be_undone(
        "Only changes of tasks can be undone: moves, edits, assignments, labels, archiving, "
        "deletion and creation.");
}

}  // namespace

Decision decide(UndoEvent const& command, Scene const& scene, Context const& context) {
    if (command.stream.kind != StreamKind::task) return std::unexpected(no_task(command, scene));
    TaskPast const past{scene.history(command.stream)};
    auto const at = past.find(command.event);
    if (!at) return std::unexpected(not_found());
    return undo(scene, TaskId{command.stream.id}, past, *at, context);
}

}  // namespace atelier::commands
