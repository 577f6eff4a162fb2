#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Tasks of a status that is deleted are moved within one command, which other writers of the log
/// wait for.
inline constexpr std::size_t tasks_moved_at_once = 1'000;

/// Deletes a column. Tasks in it, archived and deleted ones too, go to the bottom of another one,
/// in their order.
struct DeleteStatus {
    ProjectId project;
    StatusId status;
    std::optional<StatusId> move_tasks_to;
};
ATELIER_COMMAND(DeleteStatus, manage_project, project, status, move_tasks_to)

Decision decide(DeleteStatus const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
