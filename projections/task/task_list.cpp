#include "projections/task/task_list.hpp"

namespace atelier::projections::task_list {
namespace {

// The rows follow the task's own state: the fold of the domain does the work.
void copy_state(task::State const& state, TaskRow& row) {
    row.title = state.title;
    row.description = state.description;
    row.status = state.status;
    row.rank = state.rank;
    row.priority = state.priority;
    row.assignees = state.assignees;
    row.labels = state.labels;
    row.due = state.due;
    row.announced_due = state.announced_due;
    row.is_archived = state.archived;
    row.is_deleted = state.deleted;
}

task::State state_of(TaskRow const& row) {
    return {true,          row.is_archived, row.is_deleted, row.project_id,   row.number,
            row.title,     row.description, row.status,     row.rank,         row.priority,
            row.assignees, row.labels,      row.due,        row.announced_due};
}

}  // namespace

void TaskList::apply(eventstore::RecordedEvent const& recorded, Deltas&) {
    if (auto const* deleted = std::get_if<project::LabelDeleted>(&recorded.event)) {
        take_off(deleted->label, ProjectId{recorded.stream.id});
    }
    if (recorded.stream.kind != StreamKind::task) return;
    TaskId const task{recorded.stream.id};
    auto const* present = tasks_.find(task);
    if (present && present->position >= recorded.position) return;
    TaskRow row{};
    if (auto const* created = std::get_if<task::TaskCreated>(&recorded.event)) {
        row.task_id = task;
        row.project_id = created->project;
        row.workspace_id = recorded.workspace;
        row.number = created->number;
        row.created_at = recorded.occurred_at();
    } else if (present) {
        row = *present;
    } else {
        return;
    }
    auto const before = present ? state_of(*present) : task::State{};
    copy_state(std::get<task::State>(evolve_any(before, recorded.event)), row);
    row.updated_at = recorded.occurred_at();
    row.version = recorded.version;
    row.position = recorded.position;
    tasks_.put(std::move(row));
}

void TaskList::take_off(LabelId label, ProjectId project) {
    for (auto& task : tasks_.find_all(&TaskRow::project_id, project)) {
        if (std::erase(task.labels, label) > 0) tasks_.put(std::move(task));
    }
}

}  // namespace atelier::projections::task_list
