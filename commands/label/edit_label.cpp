#include "commands/label/edit_label.hpp"

#include "commands/core/patch.hpp"
#include "commands/workflow/rules.hpp"

namespace atelier::commands {

Decision decide(EditLabel const& command, Scene const& scene, Context const&) {
    auto const& project = scene.project(command.project);
    auto const* label = project.find_label(command.label);
    if (!label) return std::unexpected(not_found());
    std::optional<Rejection> problems;
    refuse_clearing(problems, "name", command.name);
    refuse_clearing(problems, "colour", command.colour);
    if (command.colour.is_set()) check_colour(problems, command.colour.value);
    if (problems) return std::unexpected(std::move(*problems));
    if (command.name.is_set() && has_label(project, command.name.value.value, command.label)) {
        return std::unexpected(label_name_taken(command.name.value.value));
    }
    project::LabelEdited const edited{command.label, changed(command.name, label->name),
                                      changed(command.colour, label->colour)};
    if (!edited.name && !edited.colour) return Decided{};
    return Decided{}.add(stream_of(command.project), edited);
}

}  // namespace atelier::commands
