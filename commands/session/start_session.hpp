#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Whoever showed the right password is signed in; the refresh token's hash goes beside the log.
struct StartSession {
    SessionId session;
    UserId user;
};
ATELIER_COMMAND(StartSession, anyone, session, user)

Decision decide(StartSession const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
