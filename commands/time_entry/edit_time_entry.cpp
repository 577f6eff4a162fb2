#include "commands/time_entry/edit_time_entry.hpp"

#include "commands/time_entry/rules.hpp"

namespace atelier::commands {
namespace {

template <class T>
std::optional<T> wanted(std::optional<Rejection>& problem, char const* name,
                        Patch<T> const& patch) {
    if (patch.kind == Patch<T>::Kind::clear) add_problem(problem, name, "cannot be cleared");
    return patch.is_set() ? std::optional{patch.value} : std::nullopt;
}

template <class T>
std::optional<T> change(std::optional<T> const& value, T const& present) {
    return value && *value != present ? value : std::nullopt;
}

/// A task that the entry can be moved to: one of the same workspace.
void check_task(std::optional<Rejection>& problem, std::optional<TaskId> task,
                time_entry::State const& entry, Scene const& scene) {
    if (!task || *task == entry.task) return;
    auto const& state = scene.task(*task);
    if (!state.exists || state.deleted || scene.project(state.project).workspace != entry.workspace)
        add_problem(problem, "task", "is no task of this workspace");
}

bool changes_anything(time_entry::TimeEntryEdited const& edited) {
    return edited.task || edited.started_at || edited.stopped_at || edited.note || edited.billable;
}

}  // namespace

Decision decide(EditTimeEntry const& command, Scene const& scene, Context const& context) {
    auto const& entry = scene.time_entry(command.entry);
    if (auto no = no_change(entry, scene, context.signed_in()))
        return std::unexpected(std::move(*no));
    std::optional<Rejection> problem;
    auto const task = wanted(problem, "task", command.task);
    check_task(problem, task, entry, scene);
    auto const started_at =
        wanted(problem, "started_at", command.started_at).value_or(entry.started_at);
    auto const stopped_at = end_of_entry(
        problem, started_at, wanted(problem, "stopped_at", command.stopped_at),
        wanted(problem, "duration_seconds", command.duration_seconds), entry.stopped_at);
    auto const billable = wanted(problem, "billable", command.billable);
    bool const moves =
        stopped_at && (started_at != entry.started_at || *stopped_at != entry.stopped_at);
    if (moves) check_time(problem, started_at, *stopped_at, context.now);
    if (problem) return std::unexpected(std::move(*problem));
    auto const timer = timer::timer_of(entry.workspace, entry.user);
    Decided decided;
    if (moves) {
        if (auto taken = overlap(scene.timer(timer), command.entry, started_at, *stopped_at))
            return std::unexpected(std::move(*taken));
        decided.add(stream_of(timer), timer::TimeBooked{command.entry, entry.user, entry.workspace,
                                                        started_at, *stopped_at});
    }
    time_entry::TimeEntryEdited edited;
    edited.task = change(task, entry.task);
    edited.started_at = change(std::optional{started_at}, entry.started_at);
    edited.stopped_at = change(stopped_at, entry.stopped_at);
    edited.billable = change(billable, entry.billable);
    if (!command.note.is_kept())
        edited.note = change(std::optional{command.note.value.value}, entry.note);
    if (changes_anything(edited)) decided.add(stream_of(command.entry), std::move(edited));
    return decided;
}

}  // namespace atelier::commands
