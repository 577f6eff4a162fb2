#include "commands/project/delete_project.hpp"

namespace atelier::commands {

Decision decide(DeleteProject const& command, Scene const& scene, Context const&) {
    if (scene.project(command.project).deleted) return Decided{};
    return Decided{}.add(stream_of(command.project), project::ProjectDeleted{});
}

}  // namespace atelier::commands
