#include "commands/timer/start_timer.hpp"

#include "commands/timer/stretches.hpp"

namespace atelier::commands {
namespace {

bool is_the_same(timer::Run const& run, StartTimer const& command, std::string const& note) {
    return run.running_since && run.task == command.task && run.note == note &&
           run.billable == command.billable.value_or(run.billable);
}

}  // namespace

Decision decide(StartTimer const& command, Scene const& scene, Context const& context) {
    auto const& project = scene.project(scene.task(command.task).project);
    auto const id = timer::timer_of(project.workspace, context.signed_in());
    auto const& timer = scene.timer(id);
    auto const note = command.note ? command.note->value : std::string{};
    auto started_at = next_free(timer, context.now);
    Decided decided;
    if (timer.run) {
        if (is_the_same(*timer.run, command, note)) return Decided{};
        if (!command.stop_running.value_or(false)) {
            return std::unexpected(
                timer_running(to_text(timer.run->task), !timer.run->running_since.has_value()));
        }
        stop_run(decided, scene, id, context.now);
        if (timer.run->running_since)
            started_at = std::max(started_at, end_of_stretch(*timer.run, context.now));
    }
    decided.add(
        stream_of(id),
        timer::TimerStarted{context.new_id<TimeEntryId>(0), context.signed_in(), project.workspace,
                            command.task, note, started_at, command.billable.value_or(false)});
    return decided;
}

}  // namespace atelier::commands
