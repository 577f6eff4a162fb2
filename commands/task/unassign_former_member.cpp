#include "commands/task/unassign_former_member.hpp"

#include <algorithm>

namespace atelier::commands {

Decision decide(UnassignFormerMember const& command, Scene const& scene, Context const&) {
    auto const& task = scene.task(command.task);
    auto const& workspace = scene.workspace(scene.project(task.project).workspace);
    if (workspace.role_of(command.user)) return Decided{};
    auto assignees = task.assignees;
    if (std::erase(assignees, command.user) == 0) return Decided{};
    task::TaskEdited edited;
    edited.assignees = std::move(assignees);
    return Decided{}.add(stream_of(command.task), std::move(edited));
}

}  // namespace atelier::commands
