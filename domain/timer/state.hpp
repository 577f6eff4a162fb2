#pragma once

#include <optional>

#include "domain/timer/events.hpp"

namespace atelier::timer {

/// Of all time that a person's timer has run, what decisions need: the run that goes on, and the
/// last one that ended.
struct State {
    std::optional<TimerStarted> running;
    std::optional<TimerStarted> last;
    Timestamp last_stopped_at;
};

/// The one timer of a person in a workspace.
TimerId timer_of(WorkspaceId workspace, UserId user);
/// Whose timer it is.
UserId user_of(TimerId timer, WorkspaceId workspace);

State evolve(State state, TimerStarted const& event);
State evolve(State state, TimerStopped const& event);

}  // namespace atelier::timer
