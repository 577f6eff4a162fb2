#include "commands/project/change_project_member_role.hpp"

#include "commands/core/authorise.hpp"
#include "commands/project/lead.hpp"

namespace atelier::commands {

Decision decide(ChangeProjectMemberRole const& command, Scene const& scene, Context const&) {
    auto const standing = standing_in(scene, command.project, command.user);
    if (!standing || !standing->project) return std::unexpected(not_found());
    Decided decided;
    give_role(decided, command.project, scene, command.user, command.role);
    return decided;
}

}  // namespace atelier::commands
