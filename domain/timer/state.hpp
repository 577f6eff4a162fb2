#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/timer/booked_time.hpp"
#include "domain/timer/events.hpp"

namespace atelier::timer {

/// One run of a timer, from start to stop, with the stretches that it ran between pauses.
struct Run {
    TimeEntryId entry;  ///< of the stretch that runs, or of the last one that ran
    TaskId task;
    std::string note;
    bool billable = false;
    Timestamp started_at;
    std::optional<Timestamp> running_since;  ///< absent while it is paused, and at its end
    std::vector<Span> stretches;             ///< those that ended

    std::int64_t tracked_milliseconds() const;  ///< in the stretches that ended
};

/// What decisions need of a person's time in a workspace: the run that goes on, the last one that
/// ended, and which time is taken.
struct State {
    UserId user;
    WorkspaceId workspace;
    std::optional<Run> run;
    std::optional<Run> last;
    Timestamp last_stopped_at;
    BookedTime booked;
};

/// The longest time that one entry may take; a timer that runs on counts no further.
inline constexpr std::int64_t longest_entry_milliseconds = 24LL * 3'600'000;

/// The one timer of a person in a workspace.
TimerId timer_of(WorkspaceId workspace, UserId user);
/// Whose timer it is.
UserId user_of(TimerId timer, WorkspaceId workspace);

State evolve(State state, TimerStarted const& event);
State evolve(State state, TimerPaused const& event);
State evolve(State state, TimerResumed const& event);
State evolve(State state, TimerStopped const& event);
State evolve(State state, TimerDiscarded const& event);
State evolve(State state, TimeBooked const& event);
State evolve(State state, TimeFreed const& event);

}  // namespace atelier::timer
