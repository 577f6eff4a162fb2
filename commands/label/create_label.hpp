#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

struct CreateLabel {
    ProjectId project;
    LabelId label;
    Text<1, 100> name;
    std::string colour;  ///< `#rrggbb`
};
ATELIER_COMMAND(CreateLabel, manage_project, project, label, name, colour)

Decision decide(CreateLabel const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
