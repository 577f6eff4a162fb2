#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Of the worker: stops the timer of somebody who is no member of the workspace any more, as of
/// when they left.
struct StopFormerMember {
    WorkspaceId workspace;
    UserId user;
    Timestamp left_at;
};
ATELIER_COMMAND(StopFormerMember, system, workspace, user, left_at)

Decision decide(StopFormerMember const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
