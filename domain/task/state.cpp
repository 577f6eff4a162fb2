#include "domain/task/state.hpp"

#include <algorithm>

namespace atelier::task {

bool State::is_assigned_to(UserId user) const {
    return std::ranges::find(assignees, user) != assignees.end();
}

bool State::has_label(LabelId label) const {
    return std::ranges::find(labels, label) != labels.end();
}

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
    state.type = event.kind;
    state.start = event.start;
    state.estimate_seconds = event.estimate_seconds;
    return state;
}

State evolve(State state, TaskEdited const& event) {
    if (event.title) state.title = *event.title;
    if (event.description) state.description = *event.description;
    if (event.priority) state.priority = *event.priority;
    if (event.assignees) state.assignees = *event.assignees;
    if (event.labels) state.labels = *event.labels;
    state.due = patched(state.due, event.due);
    if (event.kind) state.type = *event.kind;
    state.start = patched(state.start, event.start);
    state.estimate_seconds = patched(state.estimate_seconds, event.estimate_seconds);
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
