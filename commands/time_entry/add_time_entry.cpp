#include "commands/time_entry/add_time_entry.hpp"

#include "commands/time_entry/rules.hpp"

namespace atelier::commands {

Decision decide(AddTimeEntry const& command, Scene const& scene, Context const& context) {
    if (scene.time_entry(command.entry).exists) return Decided{};
    auto const workspace = scene.project(scene.task(command.task).project).workspace;
    auto const user = context.signed_in();
    std::optional<Rejection> problem;
    auto const stopped_at =
        end_of_entry(problem, command.started_at, command.stopped_at, command.duration_seconds, {});
    if (stopped_at) check_time(problem, command.started_at, *stopped_at, context.now);
    if (problem) return std::unexpected(std::move(*problem));
    auto const timer = timer::timer_of(workspace, user);
    if (auto taken = overlap(scene.timer(timer), command.entry, command.started_at, *stopped_at))
        return std::unexpected(std::move(*taken));
    Decided decided;
    decided.add(stream_of(timer),
                timer::TimeBooked{command.entry, user, workspace, command.started_at, *stopped_at});
    decided.add(
        stream_of(command.entry),
        time_entry::TimeEntryAdded{user, workspace, command.task, command.started_at, *stopped_at,
                                   command.note ? command.note->value : std::string{},
                                   command.billable.value_or(false), false});
    return decided;
}

}  // namespace atelier::commands
