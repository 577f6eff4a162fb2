#pragma once

#include <array>
#include <boost/describe.hpp>
#include <string>

#include "domain/id.hpp"
#include "domain/time.hpp"

namespace atelier::projections::time_tracking {

/// Somebody's one timer in a workspace; `entry_id` is absent while it does not run.
struct TimerRow {
    static constexpr auto table = "timers";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array indexes{"(user_id)"};
    TimerId timer_id;
    UserId user_id;
    WorkspaceId workspace_id;
    TaskId task_id;
    bool is_running;
    TimeEntryId entry_id;
    std::string note;
    Timestamp started_at;
    std::int64_t position;
};
BOOST_DESCRIBE_STRUCT(TimerRow, (),
                      (timer_id, user_id, workspace_id, task_id, is_running, entry_id, note,
                       started_at, position))

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
    Timestamp started_at;
    Timestamp stopped_at;
    std::int64_t position;
};
BOOST_DESCRIBE_STRUCT(EntryRow, (),
                      (entry_id, user_id, workspace_id, task_id, note, started_at, stopped_at,
                       position))

}  // namespace atelier::projections::time_tracking
