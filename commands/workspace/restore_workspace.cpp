#include "commands/workspace/restore_workspace.hpp"

namespace atelier::commands {

Decision decide(RestoreWorkspace const& command, Scene const& scene, Context const&) {
    if (!scene.workspace(command.workspace).deleted) return Decided{};
    return Decided{}.add(stream_of(command.workspace), workspace::WorkspaceRestored{});
}

}  // namespace atelier::commands
