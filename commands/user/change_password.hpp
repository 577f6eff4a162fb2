#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Who showed the old password gets a new one, whose hash goes beside the log.
struct ChangePassword {
    UserId user;
    std::int64_t password_changes;  ///< how many there had been when the old one was looked at
};
ATELIER_COMMAND(ChangePassword, own, user, password_changes)

Decision decide(ChangePassword const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
