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

template <class T>
void must_stay(std::optional<Rejection>& problem, char const* name, Patch<T> const& patch) {
    if (patch.kind == Patch<T>::Kind::clear) add_problem(problem, name, "cannot be cleared");
}

/// The patch where it changes the present value.
template <class T>
Patch<T> change_of(Patch<T> const& patch, std::optional<T> const& present) {
    return patched(present, patch) == present ? Patch<T>{} : patch;
}

}  // namespace

bool changes_anything(task::TaskEdited const& edited) {
    return edited.title || edited.description || edited.priority || edited.assignees ||
           edited.labels || !edited.due.is_kept() || edited.kind || !edited.start.is_kept() ||
           !edited.estimate_seconds.is_kept();
}

Decision decide(EditTask const& command, Scene const& scene, Context const&) {
    auto const& task = scene.task(command.task);
    auto const& project = scene.project(task.project);
    // Imported tasks may be due before they start: only who changes either has to put it right.
    bool const is_dated = !command.start.is_kept() || !command.due.is_kept();
    auto problem = task_problem(
        project, scene.workspace(project.workspace),
        {std::nullopt, &command.assignees.value, &command.labels.value,
         is_dated ? patched(task.start, command.start) : std::nullopt,
         patched(task.due, command.due), patched(task.estimate_seconds, command.estimate_seconds)});
    must_stay(problem, "title", command.title);
    must_stay(problem, "priority", command.priority);
    must_stay(problem, "type", command.type);
    if (problem) return std::unexpected(std::move(*problem));
    task::TaskEdited edited;
    if (command.title.is_set() && command.title.value.value != task.title)
        edited.title = command.title.value.value;
    edited.description = change(plain(command.description), task.description, {});
    edited.priority = change(command.priority, task.priority, task::Priority::medium);
    edited.assignees = change(command.assignees, task.assignees, {});
    edited.labels = change(command.labels, project.known(task.labels), {});
    edited.due = change_of(command.due, task.due);
    edited.kind = change(command.type, task.type, task::Type::task);
    edited.start = change_of(command.start, task.start);
    edited.estimate_seconds = change_of(command.estimate_seconds, task.estimate_seconds);
    if (!changes_anything(edited)) return Decided{};
    return Decided{}.add(stream_of(command.task), std::move(edited));
}

}  // namespace atelier::commands
