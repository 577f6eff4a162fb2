#pragma once

#include <vector>

#include "api/views/user.hpp"
#include "eventstore/database/connection.hpp"
#include "eventstore/keys/key_ring.hpp"

namespace atelier::api {

/// A person as the log has them, since read models may be behind.
struct StoredUser {
    UserView view;  ///< name and address are `[erased]` where the key is gone
    std::int64_t password_changes = 0;
    bool exists = true;
    bool erased = false;
};
/// Blocking, like all here; throws DatabaseError.
StoredUser stored_user(eventstore::KeyRing& keys, eventstore::Connection& connection, UserId user);

/// The person's sessions that have not ended, at most `limit`, after the one whose id's text is
/// `after`; from the log itself: one that has just begun or ended is not missed.
std::vector<SessionView> open_sessions(eventstore::KeyRing& keys,
                                       eventstore::Connection& connection, UserId user,
                                       std::string const& after, int limit);

}  // namespace atelier::api
