#include "commands/timer/stop_former_member.hpp"

#include "commands/timer/stretches.hpp"

namespace atelier::commands {

Decision decide(StopFormerMember const& command, Scene const& scene, Context const&) {
    if (scene.workspace(command.workspace).role_of(command.user)) return Decided{};
    auto const id = timer::timer_of(command.workspace, command.user);
    if (!scene.timer(id).run) return Decided{};
    Decided decided;
    stop_run(decided, scene, id, command.left_at);
    return decided;
}

}  // namespace atelier::commands
