#include "commands/task/create_task.hpp"

#include <algorithm>

#include "commands/task/references.hpp"

namespace atelier::commands {

std::string task_number_scope(ProjectId project) { return "task_number:" + to_text(project); }

std::string task_number_key(std::int64_t number) {
    auto const digits = std::to_string(number);
    return std::string(12 - std::min<std::size_t>(12, digits.size()), '0') + digits;
}

Decision decide(CreateTask const& command, Scene const& scene, Context const& context) {
    if (scene.task(command.task).exists) return Decided{};
    auto const& project = scene.project(command.project);
    auto const status = command.status.value_or(project.statuses.front().id);
    auto const assignees = command.assignees.value_or(std::vector<UserId>{});
    auto const labels = command.labels.value_or(std::vector<LabelId>{});
    if (auto problem = task_problem(
            project, scene.workspace(project.workspace),
            {status, &assignees, &labels, command.start, command.due, command.estimate_seconds})) {
        return std::unexpected(std::move(*problem));
    }
    auto const number = scene.next_number(command.project);
    auto const stream = stream_of(command.task);
    Decided decided;
    decided.add(stream,
                task::TaskCreated{command.project, number, command.title.value,
                                  command.description ? command.description->value : "", status,
                                  rank_at_bottom(context.now, number),
                                  command.priority.value_or(task::Priority::medium), assignees,
                                  labels, command.due, command.type.value_or(task::Type::task),
                                  command.start, command.estimate_seconds});
    decided.take(task_number_scope(command.project), task_number_key(number), stream);
    return decided;
}

}  // namespace atelier::commands
