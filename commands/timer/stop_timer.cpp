#include "commands/timer/stop_timer.hpp"

#include "commands/timer/stretches.hpp"

namespace atelier::commands {

Decision decide(StopTimer const& command, Scene const& scene, Context const& context) {
    auto const id = timer::timer_of(command.workspace, context.signed_in());
    auto const& timer = scene.timer(id);
    if (!timer.run) return std::unexpected(timer_not_running());
    Decided decided;
    stop_run(decided, scene, id, context.now);
    return decided;
}

}  // namespace atelier::commands
