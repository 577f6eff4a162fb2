#include "commands/timer/start_timer.hpp"

namespace atelier::commands {

Decision decide(StartTimer const& command, Scene const& scene, Context const& context) {
    auto const& project = scene.project(scene.task(command.task).project);
    auto const id = timer::timer_of(project.workspace, context.signed_in());
    auto const& timer = scene.timer(id);
    auto const note = command.note ? command.note->value : std::string{};
    if (timer.running) {
        if (timer.running->task == command.task && timer.running->note == note) return Decided{};
        return std::unexpected(timer_running(to_text(timer.running->task)));
    }
    return Decided{}.add(stream_of(id),
                         timer::TimerStarted{context.new_id<TimeEntryId>(0), context.signed_in(),
                                             project.workspace, command.task, note, context.now});
}

}  // namespace atelier::commands
