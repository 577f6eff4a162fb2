#pragma once

#include <string>
#include <variant>
#include <vector>

#include "domain/event.hpp"
#include "domain/id.hpp"
#include "domain/time.hpp"

namespace atelier::timer {

// Stored for ever: see the warning in domain/event.hpp.

// The stream of a person's time in one workspace: their timer, and which time is taken by time
// entries. Everything that takes time is decided on it, so that no two entries of a person overlap.
// Each stretch that a timer runs without a pause is a time entry of its own.

/// A person's timer in one workspace began to run for a task.
struct TimerStarted {
    TimeEntryId entry;  ///< the time entry that the first stretch makes
    UserId user;
    WorkspaceId workspace;
    TaskId task;
    std::string note;
    Timestamp started_at;
    bool billable = false;
};
ATELIER_EVENT(TimerStarted, 2, entry, user, workspace, task, note, started_at, billable)

/// The stretch that ran is the time entry `entry` from now on; the timer goes on later.
struct TimerPaused {
    TimeEntryId entry;
    Timestamp paused_at;
};
ATELIER_EVENT(TimerPaused, 1, entry, paused_at)

struct TimerResumed {
    TimeEntryId entry;  ///< the time entry that the new stretch makes
    Timestamp resumed_at;
};
ATELIER_EVENT(TimerResumed, 1, entry, resumed_at)

/// The end of a run. Of a paused one the last stretch is `entry` already, and ended at
/// `stopped_at`.
struct TimerStopped {
    TimeEntryId entry;
    Timestamp stopped_at;
};
ATELIER_EVENT(TimerStopped, 1, entry, stopped_at)

/// The run counts for nothing: its stretches are no time entries any more.
struct TimerDiscarded {
    TimeEntryId entry;                   ///< the stretch that ran last
    std::vector<TimeEntryId> stretches;  ///< those that pauses had ended
    Timestamp discarded_at;
};
ATELIER_EVENT(TimerDiscarded, 1, entry, stretches, discarded_at)

/// A time entry that no timer made takes this time, or another one than before.
struct TimeBooked {
    TimeEntryId entry;
    UserId user;
    WorkspaceId workspace;
    Timestamp started_at;
    Timestamp stopped_at;
};
ATELIER_EVENT(TimeBooked, 1, entry, user, workspace, started_at, stopped_at)

/// A time entry takes no time any more.
struct TimeFreed {
    TimeEntryId entry;
};
ATELIER_EVENT(TimeFreed, 1, entry)

using Events = std::variant<TimerStarted, TimerPaused, TimerResumed, TimerStopped, TimerDiscarded,
                            TimeBooked, TimeFreed>;

}  // namespace atelier::timer
