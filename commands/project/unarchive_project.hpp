#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

struct UnarchiveProject {
    ProjectId project;
};
ATELIER_COMMAND_ON_ARCHIVED(UnarchiveProject, manage_project, project)

Decision decide(UnarchiveProject const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
