#include "commands/timer/stop_timer.hpp"

#include <algorithm>

namespace atelier::commands {

Decision decide(StopTimer const& command, Scene const& scene, Context const& context) {
    auto const id = timer::timer_of(command.workspace, context.signed_in());
    auto const& timer = scene.timer(id);
    if (!timer.running) return std::unexpected(timer_not_running());
    // A clock that went back must not make time run backwards.
    auto const stopped_at = std::max(context.now, timer.running->started_at);
    return Decided{}.add(stream_of(id), timer::TimerStopped{timer.running->entry, stopped_at});
}

}  // namespace atelier::commands
