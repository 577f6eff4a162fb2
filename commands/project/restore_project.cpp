#include "commands/project/restore_project.hpp"

namespace atelier::commands {

Decision decide(RestoreProject const& command, Scene const& scene, Context const&) {
    if (!scene.project(command.project).deleted) return Decided{};
    return Decided{}.add(stream_of(command.project), project::ProjectRestored{});
}

}  // namespace atelier::commands
