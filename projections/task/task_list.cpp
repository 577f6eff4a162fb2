#include "projections/task/task_list.hpp"

#include <algorithm>

#include "projections/task/entities.hpp"
#include "schemas/codec/json.hpp"

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
    row.type = state.type;
    row.start = state.start;
    row.estimate_seconds = state.estimate_seconds;
    row.announced_due = state.announced_due;
    row.is_archived = state.archived;
    row.is_deleted = state.deleted;
}

task::State state_of(TaskRow const& row) {
    task::State state;
    state.exists = true;
    state.archived = row.is_archived;
    state.deleted = row.is_deleted;
    state.project = row.project_id;
    state.number = row.number;
    state.title = row.title;
    state.description = row.description;
    state.status = row.status;
    state.rank = row.rank;
    state.priority = row.priority;
    state.assignees = row.assignees;
    state.labels = row.labels;
    state.due = row.due;
    state.type = row.type;
    state.start = row.start;
    state.estimate_seconds = row.estimate_seconds;
    state.announced_due = row.announced_due;
    return state;
}

std::vector<project::WorkflowStatus> statuses_of(ProjectRow const& row) {
    return codec::from_json<std::vector<project::WorkflowStatus>>(row.statuses.text,
                                                                  codec::Unknown::ignore)
        .value();
}

}  // namespace

TaskEntity entity_of(TaskId id, task::State const& task, std::string const& project_key,
                     bool is_done) {
    TaskEntity entity{};
    entity.id = id;
    entity.key = project_key + "-" + std::to_string(task.number);
    entity.number = task.number;
    entity.project = task.project;
    entity.title = task.title;
    entity.description = task.description;
    entity.status = task.status;
    entity.rank = task.rank;
    entity.priority = task.priority;
    entity.assignees = task.assignees;
    entity.labels = task.labels;
    entity.due = task.due;
    entity.type = task.type;
    entity.start = task.start;
    entity.estimate_seconds = task.estimate_seconds;
    entity.overdue = task.missed_its_due() && !is_done;
    entity.archived = task.archived;
    entity.deleted = task.deleted;
    return entity;
}

void TaskList::apply(eventstore::RecordedEvent const& recorded, Deltas& deltas) {
    if (recorded.stream.kind == StreamKind::project) return apply_project(recorded, deltas);
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
        row.created_by = recorded.metadata.actor;
        row.moved_position = recorded.position;
    } else if (present) {
        row = *present;
    } else {
        return;
    }
    auto const before = present ? state_of(*present) : task::State{};
    auto const after = std::get<task::State>(evolve_any(before, recorded.event));
    copy_state(after, row);
    row.is_overdue = after.missed_its_due() && !is_done(row);
    row.updated_at = recorded.occurred_at();
    row.version = recorded.version;
    bool const is_move = std::holds_alternative<task::TaskMoved>(recorded.event);
    (is_move ? row.moved_position : row.edited_position) = recorded.position;
    row.position = recorded.position;
    say(tasks_.put(std::move(row)), after, deltas);
}

template <class Change>
void TaskList::change_tasks(ProjectId project, Deltas& deltas, Change change) {
    for (auto& task : tasks_.find_all(&TaskRow::project_id, project)) {
        if (!change(task)) continue;
        auto const state = state_of(task);
        task.is_overdue = state.missed_its_due() && !is_done(task);
        say(tasks_.put(std::move(task)), state, deltas);
    }
}

void TaskList::apply_project(eventstore::RecordedEvent const& recorded, Deltas& deltas) {
    ProjectId const project{recorded.stream.id};
    auto const* present = projects_.find(project);
    if (present && present->position >= recorded.position) return;
    auto const keep = [&](ProjectRow row) {
        row.position = recorded.position;
        projects_.put(std::move(row));
    };
    std::visit(
        Overloaded{
            [&](project::ProjectCreated const& event) {
                keep({project, event.key, {codec::to_json(workflow_of(event.statuses))}, false, 0});
            },
            [&](project::ProjectEdited const& event) {
                if (!present || !event.key) return;
                auto row = *present;
                row.key = *event.key;
                keep(std::move(row));
                change_tasks(project, deltas, [](TaskRow const&) { return true; });
            },
            [&](project::ProjectDeleted const&) {
                if (present) keep({project, present->key, present->statuses, true, 0});
            },
            [&](project::ProjectRestored const&) {
                if (present) keep({project, present->key, present->statuses, false, 0});
            },
            [&](project::LabelDeleted const& event) {
                change_tasks(project, deltas, [&](TaskRow& task) {
                    return std::erase(task.labels, event.label) > 0;
                });
            },
            [&]<class Other>(Other const& event) {
                if constexpr (requires(std::vector<project::WorkflowStatus>& all) {
                                  apply(all, event);
                              }) {
                    if (!present) return;
                    auto row = *present;
                    auto statuses = statuses_of(row);
                    apply(statuses, event);
                    row.statuses = {codec::to_json(statuses)};
                    keep(std::move(row));
                    change_tasks(project, deltas, [&](TaskRow const& task) {
                        return task.status == event.status && task.announced_due.has_value();
                    });
                }
            },
        },
        recorded.event);
}

bool TaskList::is_done(TaskRow const& row) {
    auto const* known = projects_.find(row.project_id);
    return known && project::is_done(row.status, statuses_of(*known));
}

void TaskList::say(TaskRow const& row, task::State const& state, Deltas& deltas) {
    if (deltas.is_silent()) return;
    auto const topic = task_topic(row.task_id);
    if (deltas.touch(topic)) return;
    auto const id = to_text(row.task_id);
    if (row.is_deleted) return deltas.remove(topic, "task", id);
    auto const* project = projects_.find(row.project_id);
    auto entity = entity_of(row.task_id, state, project ? project->key : "?", false);
    entity.overdue = row.is_overdue;
    entity.created_by = row.created_by;
    entity.created_at = row.created_at;
    entity.updated_at = row.updated_at;
    deltas.upsert(topic, "task", id, codec::to_json(entity));
}

}  // namespace atelier::projections::task_list
