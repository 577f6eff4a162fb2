#pragma once

#include "api/views/timer.hpp"
#include "eventstore/database/connection.hpp"

namespace atelier::api {

/// Whose timers are asked for.
struct ActiveTimers {
    WorkspaceId workspace;
    Uuid after{};  ///< the user
    int limit;
    std::optional<Uuid> user;
    std::optional<Uuid> project;
};

/// The timers of a workspace that run or are paused. Blocking; throws DatabaseError.
std::vector<ActiveTimerView> read_active_timers(eventstore::Connection& connection,
                                                ActiveTimers const& wanted);

}  // namespace atelier::api
