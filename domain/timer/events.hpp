#pragma once

#include <string>
#include <variant>

#include "domain/event.hpp"
#include "domain/id.hpp"
#include "domain/time.hpp"

namespace atelier::timer {

// Stored for ever: see the warning in domain/event.hpp.

/// A person's timer in one workspace began to run for a task.
struct TimerStarted {
    TimeEntryId entry;  ///< the time entry that stopping it makes
    UserId user;
    WorkspaceId workspace;
    TaskId task;
    std::string note;
    Timestamp started_at;
};
ATELIER_EVENT(TimerStarted, 1, entry, user, workspace, task, note, started_at)

struct TimerStopped {
    TimeEntryId entry;
    Timestamp stopped_at;
};
ATELIER_EVENT(TimerStopped, 1, entry, stopped_at)

using Events = std::variant<TimerStarted, TimerStopped>;

}  // namespace atelier::timer
