#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "domain/id.hpp"
#include "domain/time.hpp"
#include "projections/activity/entities.hpp"

namespace atelier::api {

BOOST_DEFINE_ENUM_CLASS(TimerState, running, paused, stopped, discarded)

struct TimerView {
    WorkspaceId workspace;
    TaskId task;
    std::string note;
    bool billable;
    TimerState state;
    Timestamp started_at;
    std::optional<Timestamp> running_since;  ///< while it runs: when that stretch began
    std::int64_t tracked_seconds;            ///< in the stretches that ended; pauses do not count
    std::optional<Timestamp> stopped_at;     ///< of one that ended
    std::optional<std::int64_t> duration_seconds;  ///< of a stopped one, without pauses
};
BOOST_DESCRIBE_STRUCT(TimerView, (),
                      (workspace, task, note, billable, state, started_at, running_since,
                       tracked_seconds, stopped_at, duration_seconds))

/// Somebody's timer that runs or is paused, for those who see everybody's time.
struct ActiveTimerView {
    projections::activity::NamedPerson user;
    projections::activity::NamedTask task;
    ProjectId project;
    std::string note;
    bool billable;
    TimerState state;
    Timestamp started_at;
    std::optional<Timestamp> running_since;
    std::int64_t tracked_seconds;
};
BOOST_DESCRIBE_STRUCT(ActiveTimerView, (),
                      (user, task, project, note, billable, state, started_at, running_since,
                       tracked_seconds))

}  // namespace atelier::api
