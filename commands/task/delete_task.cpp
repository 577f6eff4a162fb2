#include "commands/task/delete_task.hpp"

namespace atelier::commands {

Decision decide(DeleteTask const& command, Scene const& scene, Context const&) {
    if (scene.task(command.task).deleted) return Decided{};
    return Decided{}.add(stream_of(command.task), task::TaskDeleted{});
}

}  // namespace atelier::commands
