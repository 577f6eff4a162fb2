#pragma once

#include "domain/project/state.hpp"
#include "projections/task/entities.hpp"

namespace atelier::api {

using TaskView = projections::task_list::TaskEntity;

inline TaskView task_view(TaskId id, task::State const& task, project::State const& project) {
    return projections::task_list::entity_of(id, task, project.key,
                                             project::is_done(task.status, project.statuses));
}

}  // namespace atelier::api
