#pragma once

#include "domain/project/state.hpp"
#include "projections/task/entities.hpp"

namespace atelier::api {

using TaskView = projections::task_list::TaskEntity;

inline TaskView task_view(TaskId id, task::State const& task, project::State const& project) {
    auto const* status = project.find_status(task.status);
    bool const is_done = status && status->category == project::StatusCategory::done;
    return projections::task_list::entity_of(id, task, project.key, is_done);
}

}  // namespace atelier::api
