#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// PLANNING → ACTIVE ⇄ ON_HOLD; either becomes COMPLETED or CANCELLED, a planned one CANCELLED
/// only. What has ended becomes ACTIVE again, by who may reopen projects.
struct ChangeProjectStatus {
    ProjectId project;
    project::Lifecycle status;
};
ATELIER_COMMAND(ChangeProjectStatus, manage_project, project, status)

Decision decide(ChangeProjectStatus const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
