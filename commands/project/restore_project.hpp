#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

struct RestoreProject {
    ProjectId project;
};
ATELIER_COMMAND_ON_ANY(RestoreProject, manage_project, project)

Decision decide(RestoreProject const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
