#include "domain/timer/state.hpp"

namespace atelier::timer {
namespace {

Uuid exclusive_or(Uuid left, Uuid const& right) {
    for (std::size_t i = 0; i < left.bytes.size(); ++i) left.bytes[i] ^= right.bytes[i];
    return left;
}

void end_stretch(State& state, Timestamp at) {
    if (!state.run || !state.run->running_since) return;
    auto& run = *state.run;
    Span const stretch{run.entry, *run.running_since, at};
    run.stretches.push_back(stretch);
    run.running_since.reset();
    state.booked.put(stretch);
}

}  // namespace

std::int64_t Run::tracked_milliseconds() const {
    std::int64_t sum = 0;
    for (auto const& stretch : stretches)
        sum += stretch.stopped_at.milliseconds - stretch.started_at.milliseconds;
    return sum;
}

TimerId timer_of(WorkspaceId workspace, UserId user) {
    // Both ids carry 74 random bits; their exclusive or is as unique and can be found without a
    // look-up.
    return TimerId{exclusive_or(workspace.uuid, user.uuid)};
}

UserId user_of(TimerId timer, WorkspaceId workspace) {
    return UserId{exclusive_or(timer.uuid, workspace.uuid)};
}

State evolve(State state, TimerStarted const& event) {
    state.user = event.user;
    state.workspace = event.workspace;
    state.run = Run{event.entry,      event.task,       event.note, event.billable,
                    event.started_at, event.started_at, {}};
    return state;
}

State evolve(State state, TimerPaused const& event) {
    end_stretch(state, event.paused_at);
    return state;
}

State evolve(State state, TimerResumed const& event) {
    if (!state.run) return state;
    state.run->entry = event.entry;
    state.run->running_since = event.resumed_at;
    return state;
}

State evolve(State state, TimerStopped const& event) {
    end_stretch(state, event.stopped_at);
    state.last = state.run;
    state.last_stopped_at = event.stopped_at;
    state.run.reset();
    return state;
}

State evolve(State state, TimerDiscarded const& event) {
    for (auto entry : event.stretches) state.booked.remove(entry);
    state.last = state.run;
    if (state.last) state.last->running_since.reset();
    state.last_stopped_at = event.discarded_at;
    state.run.reset();
    return state;
}

State evolve(State state, TimeBooked const& event) {
    state.user = event.user;
    state.workspace = event.workspace;
    state.booked.put({event.entry, event.started_at, event.stopped_at});
    return state;
}

State evolve(State state, TimeFreed const& event) {
    state.booked.remove(event.entry);
    return state;
}

}  // namespace atelier::timer
