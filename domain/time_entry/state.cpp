#include "domain/time_entry/state.hpp"

namespace atelier::time_entry {

State evolve(State, TimeEntryAdded const& event) {
    return {true,
            false,
            event.user,
            event.workspace,
            event.task,
            event.started_at,
            event.stopped_at,
            event.note,
            event.billable,
            event.from_timer};
}

State evolve(State state, TimeEntryEdited const& event) {
    if (event.task) state.task = *event.task;
    if (event.started_at) state.started_at = *event.started_at;
    if (event.stopped_at) state.stopped_at = *event.stopped_at;
    if (event.note) state.note = *event.note;
    if (event.billable) state.billable = *event.billable;
    return state;
}

State evolve(State state, TimeEntryDeleted const&) {
    state.deleted = true;
    return state;
}

}  // namespace atelier::time_entry
