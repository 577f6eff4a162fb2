#include "commands/project/change_project_status.hpp"

#include "commands/core/authorise.hpp"

namespace atelier::commands {
namespace {

using enum project::Lifecycle;

bool has_ended(project::Lifecycle status) { return status == completed || status == cancelled; }

bool leads_to(project::Lifecycle from, project::Lifecycle to) {
    switch (from) {
        case planning:
            return to == active || to == cancelled;
        case active:
            return to == on_hold || has_ended(to);
        case on_hold:
            return to == active || has_ended(to);
        case completed:
        case cancelled:
            return to == active;
    }
    return false;
}

}  // namespace

Decision decide(ChangeProjectStatus const& command, Scene const& scene, Context const& context) {
    auto const from = scene.project(command.project).status;
    if (from == command.status) return Decided{};
    if (!leads_to(from, command.status)) {
        return std::unexpected(project_transition_not_allowed(from, command.status));
    }
    auto const standing = standing_in(scene, command.project, context.signed_in());
    if (has_ended(from) && !may(standing.value(), Permission::reopen_project)) {
        return std::unexpected(forbidden(Permission::reopen_project));
    }
    return Decided{}.add(stream_of(command.project), project::ProjectStatusChanged{command.status});
}

}  // namespace atelier::commands
