#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// `top` or `bottom` of a column.
struct ColumnEnd {
    bool is_top = false;
    static std::optional<ColumnEnd> from_text(std::string_view text);
    static constexpr char const* json_schema = R"({"type":"string","enum":["top","bottom"]})";
};
std::string to_text(ColumnEnd end);

/// Moves a task to a place on the board: right before (above) a task of that column, right after
/// (below) one, between two, or to an end of the column: the bottom when nothing is named.
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
