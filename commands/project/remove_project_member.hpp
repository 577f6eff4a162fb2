#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// What somebody may in the project is what their role in the workspace allows, from now on.
struct RemoveProjectMember {
    ProjectId project;
    UserId user;
};
ATELIER_COMMAND(RemoveProjectMember, manage_project, project, user)

Decision decide(RemoveProjectMember const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
