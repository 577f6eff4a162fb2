#include "commands/timer/pause_timer.hpp"

#include "commands/timer/stretches.hpp"

namespace atelier::commands {

Decision decide(PauseTimer const& command, Scene const& scene, Context const& context) {
    auto const id = timer::timer_of(command.workspace, context.signed_in());
    auto const& timer = scene.timer(id);
    if (!timer.run) return std::unexpected(timer_not_running());
    if (!timer.run->running_since) return Decided{};
    if (timer.run->stretches.size() + 1 >= stretches_per_run)
        return std::unexpected(timer_paused_too_often());
    auto const paused_at = end_of_stretch(*timer.run, context.now);
    Decided decided;
    add_entry_of_timer(decided, scene, timer, paused_at);
    decided.add(stream_of(id), timer::TimerPaused{timer.run->entry, paused_at});
    return decided;
}

}  // namespace atelier::commands
