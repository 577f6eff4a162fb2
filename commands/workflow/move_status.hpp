#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Moves a column to right before (left of) another, to right after one, between two that stand
/// beside each other, or to the end when neither is named.
struct MoveStatus {
    ProjectId project;
    StatusId status;
    std::optional<StatusId> before;
    std::optional<StatusId> after;
};
ATELIER_COMMAND(MoveStatus, manage_project, project, status, before, after)

Decision decide(MoveStatus const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
