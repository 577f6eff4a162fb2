#pragma once

#include <set>

#include "api/core/query_route.hpp"
#include "api/views/task.hpp"

namespace atelier::api {

/// A row of `task.read_task` or `task.list_tasks`.
TaskView task_in(eventstore::Rows const& rows, std::size_t row);
inline constexpr int task_version_column = 21;
inline constexpr int task_delta_column = 22;  ///< of task_read_task: the topic's last delta

/// The rows of the route table that list tasks.
void add_task_lists(Routes& routes);

/// Whether the query has one of the filters of a list of tasks.
bool has_task_filter(Exchange const& exchange);
/// The tasks of a project that the query's filters let through; an answer when one is wrong.
std::expected<std::set<TaskId>, Response> filtered_tasks(Query& query, ProjectId project);

}  // namespace atelier::api
