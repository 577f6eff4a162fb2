#include "commands/project/archive_project.hpp"

namespace atelier::commands {

Decision decide(ArchiveProject const& command, Scene const& scene, Context const&) {
    if (scene.project(command.project).archived) return Decided{};
    return Decided{}.add(stream_of(command.project), project::ProjectArchived{});
}

}  // namespace atelier::commands
