#include "domain/project/state.hpp"

#include <algorithm>

namespace atelier::project {

bool is_done(StatusId status, std::vector<WorkflowStatus> const& workflow) {
    auto const found = std::ranges::find(workflow, status, &WorkflowStatus::id);
    return found != workflow.end() && found->category == StatusCategory::done;
}

WorkflowStatus const* State::find_status(StatusId id) const {
    auto const found = std::ranges::find(statuses, id, &WorkflowStatus::id);
    return found == statuses.end() ? nullptr : &*found;
}

Label const* State::find_label(LabelId id) const {
    auto const found = std::ranges::find(labels, id, &Label::id);
    return found == labels.end() ? nullptr : &*found;
}

std::vector<LabelId> State::known(std::vector<LabelId> of_task) const {
    std::erase_if(of_task, [this](LabelId label) { return !find_label(label); });
    return of_task;
}

std::optional<ProjectRole> State::role_of(UserId user, std::int64_t membership) const {
    auto const member = members.find(user);
    if (member == members.end() || member->second.membership != membership) return std::nullopt;
    return member->second.role;
}

void apply(std::vector<WorkflowStatus>& statuses, StatusCreated const& event) {
    statuses.push_back({event.status, event.name, event.category, event.colour, event.wip_limit});
}

void apply(std::vector<WorkflowStatus>& statuses, StatusEdited const& event) {
    auto const status = std::ranges::find(statuses, event.status, &WorkflowStatus::id);
    if (status == statuses.end()) return;
    if (event.name) status->name = *event.name;
    if (event.category) status->category = *event.category;
    change(status->colour, event.colour);
    change(status->wip_limit, event.wip_limit);
}

void apply(std::vector<WorkflowStatus>& statuses, StatusMoved const& event) {
    auto const status = std::ranges::find(statuses, event.status, &WorkflowStatus::id);
    if (status == statuses.end()) return;
    auto moved = std::move(*status);
    statuses.erase(status);
    auto const place = event.before
                           ? std::ranges::find(statuses, *event.before, &WorkflowStatus::id)
                           : statuses.end();
    statuses.insert(place, std::move(moved));
}

void apply(std::vector<WorkflowStatus>& statuses, StatusDeleted const& event) {
    std::erase_if(statuses, [&](auto const& status) { return status.id == event.status; });
}

void apply(std::vector<Label>& labels, LabelCreated const& event) {
    labels.push_back({event.label, event.name, event.colour});
}

void apply(std::vector<Label>& labels, LabelEdited const& event) {
    auto const label = std::ranges::find(labels, event.label, &Label::id);
    if (label == labels.end()) return;
    if (event.name) label->name = *event.name;
    if (event.colour) label->colour = *event.colour;
}

void apply(std::vector<Label>& labels, LabelDeleted const& event) {
    std::erase_if(labels, [&](auto const& label) { return label.id == event.label; });
}

std::vector<WorkflowStatus> workflow_of(std::vector<Status> const& statuses) {
    std::vector<WorkflowStatus> workflow;
    for (auto const& status : statuses) {
        workflow.push_back({status.id, status.name, status.category, {}, {}});
    }
    return workflow;
}

State evolve(State state, ProjectCreated const& event) {
    state.exists = true;
    state.workspace = event.workspace;
    state.key = event.key;
    state.name = event.name;
    state.description = event.description;
    state.statuses = workflow_of(event.statuses);
    state.labels = event.labels;
    return state;
}

State evolve(State state, ProjectEdited const& event) {
    if (event.name) state.name = *event.name;
    if (event.key) state.key = *event.key;
    if (event.description) state.description = *event.description;
    if (event.priority) state.priority = *event.priority;
    change(state.start_date, event.start_date);
    change(state.end_date, event.end_date);
    return state;
}

State evolve(State state, ProjectStatusChanged const& event) {
    state.status = event.status;
    return state;
}

State evolve(State state, ProjectArchived const&) {
    state.archived = true;
    return state;
}

State evolve(State state, ProjectUnarchived const&) {
    state.archived = false;
    return state;
}

State evolve(State state, ProjectDeleted const&) {
    state.deleted = true;
    return state;
}

State evolve(State state, ProjectRestored const&) {
    state.deleted = false;
    return state;
}

State evolve(State state, ProjectMemberAdded const& event) {
    state.members[event.user] = {event.role, event.membership};
    return state;
}

State evolve(State state, ProjectMemberRoleChanged const& event) {
    if (auto const member = state.members.find(event.user); member != state.members.end()) {
        member->second.role = event.role;
    }
    return state;
}

State evolve(State state, ProjectMemberRemoved const& event) {
    state.members.erase(event.user);
    return state;
}

State evolve(State state, StatusCreated const& event) {
    apply(state.statuses, event);
    return state;
}

State evolve(State state, StatusEdited const& event) {
    apply(state.statuses, event);
    return state;
}

State evolve(State state, StatusMoved const& event) {
    apply(state.statuses, event);
    return state;
}

State evolve(State state, StatusDeleted const& event) {
    apply(state.statuses, event);
    return state;
}

State evolve(State state, LabelCreated const& event) {
    apply(state.labels, event);
    return state;
}

State evolve(State state, LabelEdited const& event) {
    apply(state.labels, event);
    return state;
}

State evolve(State state, LabelDeleted const& event) {
    apply(state.labels, event);
    return state;
}

}  // namespace atelier::project
