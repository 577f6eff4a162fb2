#pragma once

#include <optional>
#include <string>
#include <variant>

#include "domain/event.hpp"
#include "domain/id.hpp"
#include "domain/time.hpp"

namespace atelier::time_entry {

// Stored for ever: see the warning in domain/event.hpp.

/// A stretch of a timer, or time that was written down by hand.
struct TimeEntryAdded {
    UserId user;
    WorkspaceId workspace;
    TaskId task;
    Timestamp started_at;
    Timestamp stopped_at;
    std::string note;
    bool billable;
    bool from_timer;
};
ATELIER_EVENT(TimeEntryAdded, 1, user, workspace, task, started_at, stopped_at, note, billable,
              from_timer)

/// Only what changed is there.
struct TimeEntryEdited {
    std::optional<TaskId> task;
    std::optional<Timestamp> started_at;
    std::optional<Timestamp> stopped_at;
    std::optional<std::string> note;
    std::optional<bool> billable;
};
ATELIER_EVENT(TimeEntryEdited, 1, task, started_at, stopped_at, note, billable)

struct TimeEntryDeleted {};
ATELIER_EVENT(TimeEntryDeleted, 1)

using Events = std::variant<TimeEntryAdded, TimeEntryEdited, TimeEntryDeleted>;

}  // namespace atelier::time_entry
