#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Puts a project away: it can be read, and everything in it refuses changes.
struct ArchiveProject {
    ProjectId project;
};
ATELIER_COMMAND_ON_ARCHIVED(ArchiveProject, manage_project, project)

Decision decide(ArchiveProject const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
