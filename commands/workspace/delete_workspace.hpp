#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Deletes so that it can be restored. Until then nothing in it is there for anybody; its slug
/// stays taken.
struct DeleteWorkspace {
    WorkspaceId workspace;
};
ATELIER_COMMAND(DeleteWorkspace, delete_workspace, workspace)

Decision decide(DeleteWorkspace const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
