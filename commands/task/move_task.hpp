#pragma once

#include "commands/core/command.hpp"
#include "commands/task/column_end.hpp"

namespace atelier::commands {

/// Moves a task to a place on the board: right before (above) a task of that column, right after
/// (below) one, between two, or to an end of the column: the bottom when nothing is named. Where
/// no short rank is left there, the tasks around it are moved too, each to where it stands
/// (`domain/rank_room.hpp`).
struct MoveTask {
    TaskId task;
    StatusId status;
    std::optional<TaskId> before;
    std::optional<TaskId> after;
    std::optional<ColumnEnd> place{};
};
ATELIER_COMMAND(MoveTask, edit_tasks, task, status, before, after, place)

Decision decide(MoveTask const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
