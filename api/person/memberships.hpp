#pragma once

#include <vector>

#include "eventstore/database/connection.hpp"
#include "eventstore/log/event_record.hpp"

namespace atelier::api {

/// Of the log in one query of a look at all of it.
constexpr eventstore::Position positions_per_read = 200'000;

/// Where a person is or ever was a member.
struct Memberships {
    std::vector<WorkspaceId> workspaces;
    eventstore::Position as_of;  ///< nothing is missing up to here
};

/// As the log has it: the read model as far as it is, and what came after. Blocking; throws
/// DatabaseError. A log whose read model is not there is read whole.
Memberships memberships_of(eventstore::Connection& connection, UserId user);

/// Those that began after `after`, up to `until`.
std::vector<WorkspaceId> memberships_between(eventstore::Connection& connection, UserId user,
                                             eventstore::Position after,
                                             eventstore::Position until);

}  // namespace atelier::api
