#include "commands/project/remove_project_member.hpp"

#include "commands/core/authorise.hpp"

namespace atelier::commands {

Decision decide(RemoveProjectMember const& command, Scene const& scene, Context const&) {
    auto const standing = standing_in(scene, command.project, command.user);
    if (!standing || !standing->project) return std::unexpected(not_found());
    return Decided{}.add(stream_of(command.project), project::ProjectMemberRemoved{command.user});
}

}  // namespace atelier::commands
