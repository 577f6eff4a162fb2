#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// A person makes an account. The password's hash and the person's key go beside the log.
struct RegisterUser {
    UserId user;
    std::string email;  ///< checked by the edge: local@domain, at most 254 characters
    std::string name;
};
ATELIER_COMMAND(RegisterUser, anyone, user, email, name)

Decision decide(RegisterUser const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
