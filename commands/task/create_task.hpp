#pragma once

#include "commands/core/command.hpp"

namespace atelier::commands {

/// A new task at the bottom of a column: of the first one when `status` is absent.
struct CreateTask {
    ProjectId project;
    TaskId task;
    Text<1, 500> title;
    std::optional<Text<0, 65'536>> description;  ///< Markdown
    std::optional<StatusId> status;
    std::optional<task::Priority> priority;  ///< MEDIUM when absent
    std::optional<std::vector<UserId>> assignees;
    std::optional<std::vector<LabelId>> labels;
    std::optional<DateOrTime> due{};
    std::optional<task::Type> type{};  ///< TASK when absent
    std::optional<DateOrTime> start{};
    std::optional<std::int64_t> estimate_seconds{};
};
ATELIER_COMMAND(CreateTask, edit_tasks, project, task, title, description, status, priority,
                assignees, labels, due, type, start, estimate_seconds)

Decision decide(CreateTask const& command, Scene const& scene, Context const& context);

/// Where the numbers of a project's tasks are claimed, and how: with leading zeros, so that the
/// last one is the greatest.
std::string task_number_scope(ProjectId project);
std::string task_number_key(std::int64_t number);

}  // namespace atelier::commands
