#include "commands/workspace/leave_workspace.hpp"

#include "commands/workspace/members.hpp"

namespace atelier::commands {

Decision decide(LeaveWorkspace const& command, Scene const& scene, Context const& context) {
    auto const user = context.signed_in();
    if (is_last_owner(scene.workspace(command.workspace), user))
        return std::unexpected(last_owner());
    return Decided{}.add(stream_of(command.workspace), workspace::MemberRemoved{user});
}

}  // namespace atelier::commands
