#include "commands/task/edit_task.hpp"

#include "commands/task/references.hpp"

namespace atelier::commands {
namespace {

/// The new value where it differs from the present one.
template <class T>
std::optional<T> change(Patch<T> const& patch, T const& present, T const& cleared) {
    if (patch.is_kept()) return std::nullopt;
    auto const& wanted = patch.is_set() ? patch.value : cleared;
    if (wanted == present) return std::nullopt;
    return wanted;
}

Patch<std::string> plain(Patch<Text<0, 65'536>> const& patch) {
    return {static_cast<Patch<std::string>::Kind>(patch.kind), patch.value.value};
}

bool changes_anything(task::TaskEdited const& edited) {
    return edited.title || edited.description || edited.priority || edited.assignees ||
           edited.labels || !edited.due.is_kept();
}

}  // namespace

Decision decide(EditTask const& command, Scene const& scene, Context const&) {
    auto const& task = scene.task(command.task);
    auto const& project = scene.project(task.project);
    auto problem = task_problem(project, scene.workspace(project.workspace),
                                {std::nullopt, &command.assignees.value, &command.labels.value});
    if (command.title.kind == decltype(command.title)::Kind::clear) {
        add_problem(problem, "title", "cannot be cleared");
    }
    if (command.priority.kind == decltype(command.priority)::Kind::clear) {
        add_problem(problem, "priority", "cannot be cleared");
    }
    if (problem) return std::unexpected(std::move(*problem));
    task::TaskEdited edited;
    if (command.title.is_set() && command.title.value.value != task.title)
        edited.title = command.title.value.value;
    edited.description = change(plain(command.description), task.description, {});
    edited.priority = change(command.priority, task.priority, task::Priority::medium);
    edited.assignees = change(command.assignees, task.assignees, {});
    edited.labels = change(command.labels, project.known(task.labels), {});
    auto const due = command.due.is_set() ? std::optional{command.due.value} : std::nullopt;
    if (!command.due.is_kept() && due != task.due) edited.due = command.due;
    if (!changes_anything(edited)) return Decided{};
    return Decided{}.add(stream_of(command.task), std::move(edited));
}

}  // namespace atelier::commands
