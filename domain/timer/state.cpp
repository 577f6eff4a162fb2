#include "domain/timer/state.hpp"

namespace atelier::timer {

TimerId timer_of(WorkspaceId workspace, UserId user) {
    // Both ids carry 74 random bits; their exclusive or is as unique and can be found without a look-up.
    TimerId timer;
    for (std::size_t i = 0; i < timer.uuid.bytes.size(); ++i) {
        timer.uuid.bytes[i] = workspace.uuid.bytes[i] ^ user.uuid.bytes[i];
    }
    return timer;
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
