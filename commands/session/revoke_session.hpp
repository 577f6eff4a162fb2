#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

struct RevokeSession {
    SessionId session;
    session::RevocationReason reason;
};
ATELIER_COMMAND(RevokeSession, own, session, reason)

Decision decide(RevokeSession const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
