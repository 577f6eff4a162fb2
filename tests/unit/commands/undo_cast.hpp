#pragma once

#include "commands/undo/undo_event.hpp"
#include "commands/undo/undo_last_change.hpp"
#include "tests/unit/commands/cast.hpp"

/// What the tests of undoing share: what has been done to one task, and who did it.
namespace atelier::test {

/// Of the task's events: 1 is its creation.
inline EventId of_paint(std::int64_t version) { return event_of(stream_of(paint), version); }
inline commands::UndoEvent undo(std::int64_t version) {
    return {stream_of(paint), of_paint(version)};
}

inline Happening did(UserId by, Event event) {
    return {stream_of(paint), std::move(event), by, "Whatever"};
}
/// An undo (or, of an undo, a redo) of the event with that version.
inline Happening undid(UserId by, std::int64_t version, Event event) {
    return {stream_of(paint), std::move(event), by, "UndoEvent", of_paint(version)};
}

/// A task that mia made, and then these.
inline std::vector<Happening> history(std::vector<Happening> const& then) {
    auto made = created(paint, 1, todo);
    made.by = mia;
    made.command = "CreateTask";
    return joined(joined(a_project(), {made}), then);
}

inline std::vector<Happening> on_paint(Event event) {
    return {{stream_of(paint), std::move(event)}};
}

inline task::TaskEdited titled(std::string title) {
    task::TaskEdited edited;
    edited.title = std::move(title);
    return edited;
}
inline task::TaskEdited assigned_to(std::vector<UserId> people) {
    task::TaskEdited edited;
    edited.assignees = std::move(people);
    return edited;
}
inline task::TaskEdited labelled(std::vector<LabelId> labels) {
    task::TaskEdited edited;
    edited.labels = std::move(labels);
    return edited;
}

inline Rank rank_of(std::int64_t number) { return rank_at_bottom(made_at(number), number); }

}  // namespace atelier::test
