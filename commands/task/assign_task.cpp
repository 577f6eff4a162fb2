#include "commands/task/assign_task.hpp"

#include "commands/task/references.hpp"

namespace atelier::commands {
namespace {

Decision with_assignees(TaskId task, std::vector<UserId> assignees) {
    task::TaskEdited edited;
    edited.assignees = std::move(assignees);
    return Decided{}.add(stream_of(task), std::move(edited));
}

}  // namespace

Decision decide(AssignTask const& command, Scene const& scene, Context const&) {
    auto const& task = scene.task(command.task);
    auto const& project = scene.project(task.project);
    if (!scene.workspace(project.workspace).role_of(command.user)) {
        return std::unexpected(invalid("user", "is no member of the workspace"));
    }
    if (task.is_assigned_to(command.user)) return Decided{};
    if (task.assignees.size() >= assignees_per_task) {
        return std::unexpected(invalid(
            "user", "is one too many: a task has at most " + std::to_string(assignees_per_task)));
    }
    auto assignees = task.assignees;
    assignees.push_back(command.user);
    return with_assignees(command.task, std::move(assignees));
}

Decision decide(UnassignTask const& command, Scene const& scene, Context const&) {
    auto assignees = scene.task(command.task).assignees;
    if (std::erase(assignees, command.user) == 0) return Decided{};
    return with_assignees(command.task, std::move(assignees));
}

}  // namespace atelier::commands
