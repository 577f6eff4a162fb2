#include "commands/workflow/edit_status.hpp"

#include "commands/core/patch.hpp"
#include "commands/workflow/rules.hpp"

namespace atelier::commands {

Decision decide(EditStatus const& command, Scene const& scene, Context const&) {
    auto const& project = scene.project(command.project);
    auto const* status = project.find_status(command.status);
    if (!status) return std::unexpected(not_found());
    std::optional<Rejection> problems;
    refuse_clearing(problems, "name", command.name);
    refuse_clearing(problems, "category", command.category);
    if (command.colour.is_set()) check_colour(problems, command.colour.value);
    if (command.wip_limit.is_set()) check_wip_limit(problems, command.wip_limit.value);
    if (problems) return std::unexpected(std::move(*problems));
    if (command.name.is_set() && has_status(project, command.name.value.value, command.status)) {
        return std::unexpected(status_name_taken(command.name.value.value));
    }
    project::StatusEdited const edited{command.status, changed(command.name, status->name),
                                       changed(command.category, status->category),
                                       change(command.colour, status->colour),
                                       change(command.wip_limit, status->wip_limit)};
    if (!edited.name && !edited.category && edited.colour.is_kept() && edited.wip_limit.is_kept())
        return Decided{};
    return Decided{}.add(stream_of(command.project), edited);
}

}  // namespace atelier::commands
