#pragma once

#include <array>
#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "domain/task/events.hpp"
#include "projections/core/column.hpp"

namespace atelier::projections::task_list {

/// What tasks need of their project.
struct ProjectRow {
    static constexpr auto table = "projects";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array<char const*, 0> indexes{};
    ProjectId project_id;
    std::string key;
    Json statuses;  ///< of project::WorkflowStatus
    bool is_deleted;
    std::int64_t position;
};
BOOST_DESCRIBE_STRUCT(ProjectRow, (), (project_id, key, statuses, is_deleted, position))

struct TaskRow {
    static constexpr auto table = "tasks";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array indexes{
        "(project_id, status, rank)",  "(workspace_id, position)",
        "using gin (assignees)",       "using gin (labels)",
        "(due) where due is not null", "(position) where due is not null"};
    TaskId task_id;
    ProjectId project_id;
    WorkspaceId workspace_id;
    std::int64_t number;
    std::string title;
    std::string description;
    StatusId status;
    Rank rank;
    task::Priority priority;
    std::vector<UserId> assignees;
    std::vector<LabelId> labels;
    std::optional<DateOrTime> due;
    task::Type type;
    std::optional<DateOrTime> start;
    std::optional<std::int64_t> estimate_seconds;
    std::optional<UserId> created_by;
    bool is_overdue;
    std::optional<DateOrTime> announced_due;  ///< the last due time that was announced as missed
    bool is_archived;
    bool is_deleted;
    Timestamp created_at;
    Timestamp updated_at;
    std::int64_t version;
    std::int64_t moved_position;   ///< of the last event that changed status or rank
    std::int64_t edited_position;  ///< of the last one that changed anything else
    std::int64_t position;
};
BOOST_DESCRIBE_STRUCT(TaskRow, (),
                      (task_id, project_id, workspace_id, number, title, description, status, rank,
                       priority, assignees, labels, due, type, start, estimate_seconds, created_by,
                       is_overdue, announced_due, is_archived, is_deleted, created_at, updated_at,
                       version, moved_position, edited_position, position))

}  // namespace atelier::projections::task_list
