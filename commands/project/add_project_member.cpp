#include "commands/project/add_project_member.hpp"

#include "commands/core/authorise.hpp"
#include "commands/project/lead.hpp"
#include "commands/workspace/members.hpp"

namespace atelier::commands {

Decision decide(AddProjectMember const& command, Scene const& scene, Context const& context) {
    PersonReference const reference{command.email, command.user};
    auto const user = find_person(reference, scene, context);
    if (!user) return std::unexpected(user.error());
    auto const standing = standing_in(scene, command.project, *user);
    if (!standing) {
        return std::unexpected(invalid(reference.path(), "is no member of the workspace"));
    }
    if (standing->project) return std::unexpected(already_project_member());
    Decided decided;
    give_role(decided, command.project, scene, *user, command.role);
    return decided;
}

}  // namespace atelier::commands
