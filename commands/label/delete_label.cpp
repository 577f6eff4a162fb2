#include "commands/label/delete_label.hpp"

namespace atelier::commands {

Decision decide(DeleteLabel const& command, Scene const& scene, Context const&) {
    if (!scene.project(command.project).find_label(command.label)) {
        return std::unexpected(not_found());
    }
    return Decided{}.add(stream_of(command.project), project::LabelDeleted{command.label});
}

}  // namespace atelier::commands
