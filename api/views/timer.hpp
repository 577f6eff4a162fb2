#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "domain/id.hpp"
#include "domain/time.hpp"

namespace atelier::api {

struct TimerView {
    WorkspaceId workspace;
    TaskId task;
    std::string note;
    Timestamp started_at;
    std::optional<Timestamp> stopped_at;           ///< absent while it runs
    std::optional<std::int64_t> duration_seconds;  ///< of a stopped one
};
BOOST_DESCRIBE_STRUCT(TimerView, (),
                      (workspace, task, note, started_at, stopped_at, duration_seconds))

}  // namespace atelier::api
