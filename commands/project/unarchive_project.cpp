#include "commands/project/unarchive_project.hpp"

namespace atelier::commands {

Decision decide(UnarchiveProject const& command, Scene const& scene, Context const&) {
    if (!scene.project(command.project).archived) return Decided{};
    return Decided{}.add(stream_of(command.project), project::ProjectUnarchived{});
}

}  // namespace atelier::commands
