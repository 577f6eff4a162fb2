#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Deletes so that it can be restored. Until then nothing in it is there for anybody; its key stays
/// taken.
struct DeleteProject {
    ProjectId project;
};
ATELIER_COMMAND_ON_ANY(DeleteProject, manage_project, project)

Decision decide(DeleteProject const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
