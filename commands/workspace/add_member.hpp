#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Adds whoever has an account with the e-mail address.
struct AddMember {
    WorkspaceId workspace;
    Text<3, 254> email;
    WorkspaceRole role;
};
ATELIER_COMMAND(AddMember, manage_members, workspace, email, role)

Decision decide(AddMember const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
