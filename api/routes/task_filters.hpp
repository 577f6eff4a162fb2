#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "api/core/filters.hpp"
#include "eventstore/database/connection.hpp"

namespace atelier::api {

// What the query of a task list says, as parameters of the statement `task.list_tasks`. What is
// wrong is said to the filters; the values are then of no use.

constexpr std::size_t task_sort_fields = 3;

/// `?sort=-due,rank`: at most `task_sort_fields` fields, each with `-` in front for falling order.
struct TaskOrder {
    std::string text;
    std::vector<std::pair<std::string, bool>>
        fields;  ///< with whether it falls; the rest are empty
};
TaskOrder task_order(Filters& filters);

/// What the statement wants from $7 on.
std::vector<eventstore::Parameter> task_filter_values(Filters& filters);

std::vector<QueryParameter> task_filter_parameters();
QueryParameter task_sort_parameter();

}  // namespace atelier::api
