#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Gives somebody of the workspace a role in the project, by e-mail address or by id.
struct AddProjectMember {
    ProjectId project;
    std::optional<Text<3, 254>> email;
    std::optional<UserId> user;  ///< instead of the address
    ProjectRole role;
};
ATELIER_COMMAND(AddProjectMember, manage_project, project, email, user, role)

Decision decide(AddProjectMember const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
