#pragma once

#include <optional>

#include "commands/core/command.hpp"

namespace atelier::commands {

/// The one policy. Goes up from the target (task → project → workspace), looks the actor's roles up
/// there, and says no when they do not allow the permission. To whom the target is not visible it
/// does not exist; what is in something deleted exists for nobody; what is in an archived project
/// is left as it is.
std::optional<Rejection> authorise(Scene const& scene, CommandInfo const& info,
                                   StreamId const& target, std::optional<UserId> actor);

/// What a person is to a project: their roles in its workspace and, if they have one, in it.
/// Nothing for who is no member of the workspace.
std::optional<Standing> standing_in(Scene const& scene, ProjectId project, UserId user);

}  // namespace atelier::commands
