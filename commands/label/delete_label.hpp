#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Deletes a label and takes it off every task.
struct DeleteLabel {
    ProjectId project;
    LabelId label;
};
ATELIER_COMMAND(DeleteLabel, manage_project, project, label)

Decision decide(DeleteLabel const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
