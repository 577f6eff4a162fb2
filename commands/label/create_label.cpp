#include "commands/label/create_label.hpp"

#include "commands/workflow/rules.hpp"

namespace atelier::commands {

Decision decide(CreateLabel const& command, Scene const& scene, Context const&) {
    auto const& project = scene.project(command.project);
    if (project.find_label(command.label)) return Decided{};
    std::optional<Rejection> problems;
    check_colour(problems, command.colour);
    if (problems) return std::unexpected(std::move(*problems));
    if (has_label(project, command.name.value, command.label)) {
        return std::unexpected(label_name_taken(command.name.value));
    }
    if (project.labels.size() >= labels_per_project) {
        return std::unexpected(limit_reached(labels_per_project, "labels in a project"));
    }
    return Decided{}.add(stream_of(command.project),
                         project::LabelCreated{command.label, command.name.value, command.colour});
}

}  // namespace atelier::commands
