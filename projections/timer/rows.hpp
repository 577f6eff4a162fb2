#pragma once

#include <array>
#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "domain/id.hpp"
#include "domain/time.hpp"

namespace atelier::projections::time_tracking {

/// Somebody's one timer in a workspace: the run that goes on, or the last one.
struct TimerRow {
    static constexpr auto table = "timers";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array indexes{"(user_id)", "(workspace_id)"};
    TimerId timer_id;
    UserId user_id;
    WorkspaceId workspace_id;
    TaskId task_id;
    bool is_active;  ///< runs or is paused
    TimeEntryId entry_id;
    std::string note;
    bool billable;
    Timestamp started_at;
    std::optional<Timestamp> running_since;  ///< absent while it is paused
    std::int64_t tracked_milliseconds;       ///< in the stretches that ended
    std::int64_t position;
};
BOOST_DESCRIBE_STRUCT(TimerRow, (),
                      (timer_id, user_id, workspace_id, task_id, is_active, entry_id, note,
                       billable, started_at, running_since, tracked_milliseconds, position))

/// A deleted one stays, without counting: an older event must not bring it back.
struct EntryRow {
    static constexpr auto table = "entries";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array indexes{"(workspace_id, started_at)", "(user_id, started_at)",
                                        "(task_id)"};
    TimeEntryId entry_id;
    UserId user_id;
    WorkspaceId workspace_id;
    TaskId task_id;
    std::string note;
    bool billable;
    bool from_timer;
    Timestamp started_at;
    Timestamp stopped_at;
    bool is_deleted;
    std::int64_t version;
    std::int64_t times_position;  ///< of the event that gave it its times, and its place in lists
    std::int64_t position;
};
BOOST_DESCRIBE_STRUCT(EntryRow, (),
                      (entry_id, user_id, workspace_id, task_id, note, billable, from_timer,
                       started_at, stopped_at, is_deleted, version, times_position, position))

}  // namespace atelier::projections::time_tracking
