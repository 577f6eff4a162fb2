#include "domain/task/state.hpp"

namespace atelier::task {

State evolve(State state, TaskCreated const& event) {
    state.exists = true;
    state.project = event.project;
    state.number = event.number;
    state.title = event.title;
    state.description = event.description;
    state.status = event.status;
    state.rank = event.rank;
    state.priority = event.priority;
    state.assignees = event.assignees;
    state.labels = event.labels;
    state.due = event.due;
    return state;
}

State evolve(State state, TaskEdited const& event) {
    if (event.title) state.title = *event.title;
    if (event.description) state.description = *event.description;
    if (event.priority) state.priority = *event.priority;
    if (event.assignees) state.assignees = *event.assignees;
    if (event.labels) state.labels = *event.labels;
    if (!event.due.is_kept()) {
        state.due = event.due.is_set() ? std::optional{event.due.value} : std::nullopt;
    }
    return state;
}

State evolve(State state, TaskMoved const& event) {
    state.status = event.status;
    state.rank = event.rank;
    return state;
}

State evolve(State state, TaskArchived const&) {
    state.archived = true;
    return state;
}

State evolve(State state, TaskUnarchived const&) {
    state.archived = false;
    return state;
}

State evolve(State state, TaskDeleted const&) {
    state.deleted = true;
    return state;
}

State evolve(State state, TaskRestored const&) {
    state.deleted = false;
    return state;
}

State evolve(State state, TaskBecameOverdue const& event) {
    state.announced_due = event.due;
    return state;
}

}  // namespace atelier::task
