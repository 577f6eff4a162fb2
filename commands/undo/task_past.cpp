#include "commands/undo/task_past.hpp"

#include <algorithm>
#include <ranges>

#include "eventstore/log/undone_event.hpp"

namespace atelier::commands {

TaskPast::TaskPast(History const& history) : history_(history) {
    // From the last one on: whether an undo stands depends on later events only.
    for (auto const& event : std::views::reverse(history_)) {
        auto const undoes = eventstore::undone_by(event.metadata);
        if (undoes && !standing_undos_.contains(event.id)) standing_undos_[*undoes] = event.id;
    }
}

std::optional<std::size_t> TaskPast::find(EventId event) const {
    auto const found = std::ranges::find(history_, event, &eventstore::RecordedEvent::id);
    if (found == history_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - history_.begin());
}

std::optional<EventId> TaskPast::standing_undo(EventId event) const {
    auto const found = standing_undos_.find(event);
    return found == standing_undos_.end() ? std::nullopt : std::optional{found->second};
}

task::State TaskPast::before(std::size_t at) const {
    AnyState state = task::State{};
    for (auto const& event : history_ | std::views::take(at))
        state = evolve_any(std::move(state), event.event);
    return std::get<task::State>(std::move(state));
}

bool is_change(eventstore::RecordedEvent const& event) {
    if (std::holds_alternative<task::TaskBecameOverdue>(event.event)) return false;
    return !event.metadata.command.starts_with("Import");
}

}  // namespace atelier::commands
