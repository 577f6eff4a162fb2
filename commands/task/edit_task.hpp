#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Changes what is there of the members; a null clears (title, priority and type cannot be
/// cleared).
struct EditTask {
    TaskId task;
    Patch<Text<1, 500>> title;
    Patch<Text<0, 65'536>> description;
    Patch<task::Priority> priority;
    Patch<std::vector<UserId>> assignees;
    Patch<std::vector<LabelId>> labels;
    Patch<DateOrTime> due{};
    Patch<task::Type> type{};
    Patch<DateOrTime> start{};
    Patch<std::int64_t> estimate_seconds{};
};
ATELIER_COMMAND(EditTask, edit_tasks, task, title, description, priority, assignees, labels, due,
                type, start, estimate_seconds)

/// Whether the event says anything.
bool changes_anything(task::TaskEdited const& edited);

Decision decide(EditTask const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
