#include "commands/workflow/create_status.hpp"

#include "commands/workflow/rules.hpp"

namespace atelier::commands {

Decision decide(CreateStatus const& command, Scene const& scene, Context const&) {
    auto const& project = scene.project(command.project);
    if (project.find_status(command.status)) return Decided{};
    std::optional<Rejection> problems;
    if (command.colour) check_colour(problems, *command.colour);
    if (command.wip_limit) check_wip_limit(problems, *command.wip_limit);
    if (problems) return std::unexpected(std::move(*problems));
    if (has_status(project, command.name.value, command.status)) {
        return std::unexpected(status_name_taken(command.name.value));
    }
    if (project.statuses.size() >= statuses_per_project) {
        return std::unexpected(limit_reached(statuses_per_project, "statuses in a project"));
    }
    return Decided{}.add(
        stream_of(command.project),
        project::StatusCreated{command.status, command.name.value, command.category, command.colour,
                               command.wip_limit});
}

}  // namespace atelier::commands
