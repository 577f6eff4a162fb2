#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

struct ChangeProjectMemberRole {
    ProjectId project;
    UserId user;
    ProjectRole role;
};
ATELIER_COMMAND(ChangeProjectMemberRole, manage_project, project, user, role)

Decision decide(ChangeProjectMemberRole const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
