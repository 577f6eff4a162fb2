#include "commands/undo/undo_last_change.hpp"

#include "commands/undo/reversal.hpp"
#include "eventstore/log/undone_event.hpp"

namespace atelier::commands {

Decision decide(UndoLastChange const& command, Scene const& scene, Context const& context) {
    TaskPast const past{scene.history(stream_of(command.task))};
    int tried = 0;
    for (auto at = past.events().size(); at-- > 0 && tried < changes_tried;) {
        auto const& event = past.events()[at];
        if (event.metadata.actor != context.actor || eventstore::undone_by(event.metadata)) {
            continue;
        }
        if (!is_change(event) || past.standing_undo(event.id)) continue;
        auto decision = undo(scene, command.task, past, at, context);
        // What does not hold any more is passed over: the next call would find it again.
        if (!decision || !decision->events.empty()) return decision;
        ++tried;
    }
    return std::unexpected(nothing_to_undo());
}

}  // namespace atelier::commands
