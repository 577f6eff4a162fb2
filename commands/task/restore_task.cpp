#include "commands/task/restore_task.hpp"

namespace atelier::commands {

Decision decide(RestoreTask const& command, Scene const& scene, Context const&) {
    if (!scene.task(command.task).deleted) return Decided{};
    return Decided{}.add(stream_of(command.task), task::TaskRestored{});
}

}  // namespace atelier::commands
