#include "commands/timer/resume_timer.hpp"

#include "commands/timer/stretches.hpp"

namespace atelier::commands {

Decision decide(ResumeTimer const& command, Scene const& scene, Context const& context) {
    auto const id = timer::timer_of(command.workspace, context.signed_in());
    auto const& timer = scene.timer(id);
    if (!timer.run) return std::unexpected(timer_not_running());
    if (timer.run->running_since) return Decided{};
    return Decided{}.add(stream_of(id), timer::TimerResumed{context.new_id<TimeEntryId>(0),
                                                            next_free(timer, context.now)});
}

}  // namespace atelier::commands
