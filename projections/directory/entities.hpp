#pragma once

#include <boost/describe.hpp>
#include <string>

#include "domain/access/roles.hpp"
#include "domain/id.hpp"
#include "domain/time.hpp"
#include "projections/timer/rows.hpp"

namespace atelier::projections::directory {

// The entities of the topic `me`.

struct PersonEntity {
    UserId id;
    std::string email;
    std::string name;
    std::string time_zone;
    std::string locale;
};
BOOST_DESCRIBE_STRUCT(PersonEntity, (), (id, email, name, time_zone, locale))

struct MembershipEntity {
    WorkspaceId id;
    std::string name;
    std::string slug;
    WorkspaceRole role;
};
BOOST_DESCRIBE_STRUCT(MembershipEntity, (), (id, name, slug, role))

/// One runs at most in a workspace, whose id is the entity's.
struct RunningTimerEntity {
    WorkspaceId workspace;
    TaskId task;
    std::string note;
    bool billable;
    Timestamp started_at;
    std::optional<Timestamp> running_since;  ///< absent while it is paused
    std::int64_t tracked_seconds;            ///< before that, without pauses
};
BOOST_DESCRIBE_STRUCT(RunningTimerEntity, (),
                      (workspace, task, note, billable, started_at, running_since, tracked_seconds))

inline RunningTimerEntity entity_of(time_tracking::TimerRow const& row) {
    return {row.workspace_id,
            row.task_id,
            row.note,
            row.billable,
            row.started_at,
            row.running_since,
            row.tracked_milliseconds / 1000};
}

}  // namespace atelier::projections::directory
