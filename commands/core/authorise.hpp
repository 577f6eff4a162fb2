#pragma once

#include <optional>

#include "commands/core/command.hpp"

namespace atelier::commands {

/// The one policy. Goes up from the target (task → project → workspace), looks the actor's role up
/// there, and says no when it does not allow the permission. To whom the target is not visible it
/// does not exist.
std::optional<Rejection> authorise(Scene const& scene, CommandInfo const& info,
                                   StreamId const& target, std::optional<UserId> actor);

}  // namespace atelier::commands
