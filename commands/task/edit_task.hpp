#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// Changes what is there of the members; a null clears (a title and a priority cannot be cleared).
struct EditTask {
    TaskId task;
    Patch<Text<1, 500>> title;
    Patch<Text<0, 65'536>> description;
    Patch<task::Priority> priority;
    Patch<std::vector<UserId>> assignees;
    Patch<std::vector<LabelId>> labels;
    Patch<Timestamp> due;
};
ATELIER_COMMAND(EditTask, edit_tasks, task, title, description, priority, assignees, labels, due)

Decision decide(EditTask const& command, Scene const& scene, Context const& context);

}  // namespace atelier::commands
