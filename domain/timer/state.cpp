#include "domain/timer/state.hpp"

namespace atelier::timer {
namespace {

Uuid exclusive_or(Uuid left, Uuid const& right) {
    for (std::size_t i = 0; i < left.bytes.size(); ++i) left.bytes[i] ^= right.bytes[i];
    return left;
}

}  // namespace

TimerId timer_of(WorkspaceId workspace, UserId user) {
    // Both ids carry 74 random bits; their exclusive or is as unique and can be found without a
    // look-up.
    return TimerId{exclusive_or(workspace.uuid, user.uuid)};
}

UserId user_of(TimerId timer, WorkspaceId workspace) {
    return UserId{exclusive_or(timer.uuid, workspace.uuid)};
}

State evolve(State state, TimerStarted const& event) {
    state.running = event;
    return state;
}

State evolve(State state, TimerStopped const& event) {
    state.last = state.running;
    state.last_stopped_at = event.stopped_at;
    state.running.reset();
    return state;
}

}  // namespace atelier::timer
