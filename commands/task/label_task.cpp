#include "commands/task/label_task.hpp"

#include "commands/task/references.hpp"

namespace atelier::commands {
namespace {

Decision with_labels(TaskId task, std::vector<LabelId> labels) {
    task::TaskEdited edited;
    edited.labels = std::move(labels);
    return Decided{}.add(stream_of(task), std::move(edited));
}

}  // namespace

Decision decide(LabelTask const& command, Scene const& scene, Context const&) {
    auto const& task = scene.task(command.task);
    auto const& project = scene.project(task.project);
    if (!project.find_label(command.label)) {
        return std::unexpected(invalid("label", "is no label of this project"));
    }
    auto labels = project.known(task.labels);
    if (task.has_label(command.label)) return Decided{};
    if (labels.size() >= labels_per_task) {
        return std::unexpected(invalid(
            "label", "is one too many: a task has at most " + std::to_string(labels_per_task)));
    }
    labels.push_back(command.label);
    return with_labels(command.task, std::move(labels));
}

Decision decide(UnlabelTask const& command, Scene const& scene, Context const&) {
    auto const& task = scene.task(command.task);
    auto labels = scene.project(task.project).known(task.labels);
    if (std::erase(labels, command.label) == 0) return Decided{};
    return with_labels(command.task, std::move(labels));
}

}  // namespace atelier::commands
