#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// The one member of a project with the role of its lead, if they are still in the workspace.
std::optional<UserId> lead_of(project::State const& project, workspace::State const& workspace);

/// Gives a member of the workspace a role in the project. Who becomes the lead takes that over:
/// the former lead goes on as a developer.
void give_role(Decided& decided, ProjectId id, Scene const& scene, UserId user, ProjectRole role);

}  // namespace atelier::commands
