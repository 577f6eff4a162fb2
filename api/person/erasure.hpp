#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/core/engine.hpp"
#include "domain/workspace/state.hpp"

namespace atelier::api {

/// What an erasure is going to do, as the log stands.
struct ErasurePlan {
    struct Place {
        WorkspaceId id;
        workspace::State workspace;
        bool is_alone;  ///< nobody else is in it: it is deleted
    };
    UserId user;
    bool is_erased = false;  ///< already: what is left over is done
    std::string email;       ///< `[erased]` when the key is gone
    std::string name;
    std::vector<Place> places;  ///< those that the person is in now
    std::vector<SessionId> sessions;
    eventstore::Position as_of = 0;
};

/// Nothing when nobody ever had the id. Blocking, like `erase`; both throw DatabaseError, and are
/// not for threads of the engine's own pool, on which they wait.
std::optional<ErasurePlan> plan_erasure(commands::Engine& engine,
                                        eventstore::Connection& connection, UserId user);

/// Erases the person: by themselves, or by the system when `by` has no user. All that the log holds
/// happens in one append, which also overwrites their key and password; answers kept for repeats
/// are dropped after it. Killed in between, the same again goes on, and so does the housekeeper of
/// any node (docs/adr/0015). `LAST_OWNER` names the workspaces that have to be handed over first;
/// with `hands_over` others become their owners.
commands::Outcome erase(commands::Engine& engine, eventstore::Connection& connection,
                        ErasurePlan const& plan, commands::Caller by, bool hands_over = false);

}  // namespace atelier::api
