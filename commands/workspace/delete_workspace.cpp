#include "commands/workspace/delete_workspace.hpp"

namespace atelier::commands {

Decision decide(DeleteWorkspace const& command, Scene const&, Context const&) {
    return Decided{}.add(stream_of(command.workspace), workspace::WorkspaceDeleted{});
}

}  // namespace atelier::commands
