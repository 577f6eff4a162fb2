#pragma once

#include <vector>

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Ends several sessions of one person; what is not theirs, or has ended, is passed over.
struct RevokeSessions {
    UserId user;
    std::vector<SessionId> sessions;
    session::RevocationReason reason;
};
ATELIER_COMMAND(RevokeSessions, own, user, sessions, reason)

Decision decide(RevokeSessions const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
