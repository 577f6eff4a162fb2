#include "commands/task/unarchive_task.hpp"

namespace atelier::commands {

Decision decide(UnarchiveTask const& command, Scene const& scene, Context const&) {
    if (!scene.task(command.task).archived) return Decided{};
    return Decided{}.add(stream_of(command.task), task::TaskUnarchived{});
}

}  // namespace atelier::commands
