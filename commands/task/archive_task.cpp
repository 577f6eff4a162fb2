#include "commands/task/archive_task.hpp"

namespace atelier::commands {

Decision decide(ArchiveTask const& command, Scene const& scene, Context const&) {
    if (scene.task(command.task).archived) return Decided{};
    return Decided{}.add(stream_of(command.task), task::TaskArchived{});
}

}  // namespace atelier::commands
