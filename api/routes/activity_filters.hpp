#pragma once

#include "api/core/filters.hpp"
#include "api/live/activity_reader.hpp"

namespace atelier::api {

/// `?type=&person=&from=&to=`, as the activity and the audit log take them.
ActivityFilter read_activity_filter(Filters& filters);
std::vector<QueryParameter> activity_filter_parameters();

}  // namespace atelier::api
