#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Changes what is there of the members; a null clears (only the description can be cleared).
struct EditWorkspace {
    WorkspaceId workspace;
    Patch<Text<1, 100>> name;
    Patch<std::string> slug;
    Patch<Text<0, 2'000>> description;
};
ATELIER_COMMAND(EditWorkspace, update_workspace, workspace, name, slug, description)

Decision decide(EditWorkspace const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
