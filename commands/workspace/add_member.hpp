#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Adds whoever has an account with the e-mail address, or the account itself.
struct AddMember {
    WorkspaceId workspace;
    std::optional<Text<3, 254>> email;
    WorkspaceRole role;
    std::optional<UserId> user{};  ///< instead of the address
};
ATELIER_COMMAND(AddMember, manage_members, workspace, email, role, user)

Decision decide(AddMember const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
