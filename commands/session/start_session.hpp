#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Whoever showed the right password is signed in; the refresh token's hash goes beside the log.
struct StartSession {
    SessionId session;
    UserId user;
    std::int64_t password_changes;  ///< how many there had been when the password was looked at
};
ATELIER_COMMAND(StartSession, anyone, session, user, password_changes)

Decision decide(StartSession const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
