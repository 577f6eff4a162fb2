#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Changes what is there of the members; neither can be cleared.
struct EditLabel {
    ProjectId project;
    LabelId label;
    Patch<Text<1, 100>> name;
    Patch<std::string> colour;
};
ATELIER_COMMAND(EditLabel, manage_project, project, label, name, colour)

Decision decide(EditLabel const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
