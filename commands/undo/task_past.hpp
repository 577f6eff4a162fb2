#pragma once

#include <cstddef>
#include <optional>

#include "commands/core/scene.hpp"

namespace atelier::commands {

/// A task's history, read for undoing. Refers to it: must not outlive it.
///
/// An event is undone while an undo of it stands; an undo stands until it is undone itself.
class TaskPast {
public:
    explicit TaskPast(History const& history);

    History const& events() const { return history_; }
    /// Where in `events` the event is.
    std::optional<std::size_t> find(EventId event) const;
    /// The undo of the event that stands, if any.
    std::optional<EventId> standing_undo(EventId event) const;
    /// The task right before `events()[at]`.
    task::State before(std::size_t at) const;

private:
    History const& history_;
    std::map<EventId, EventId> standing_undos_;  // by what they undo
};

/// Whether it is a change of the task that somebody made here: not one that was imported, nor
/// something that the service only says of it.
bool is_change(eventstore::RecordedEvent const& event);

}  // namespace atelier::commands
