#pragma once

#include <array>
#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "domain/project/state.hpp"
#include "domain/task/events.hpp"
#include "projections/core/column.hpp"

namespace atelier::projections::board {

struct ProjectRow {
    static constexpr auto table = "projects";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array<char const*, 0> indexes{};
    ProjectId project_id;
    WorkspaceId workspace_id;
    std::string key;
    std::string name;
    project::Lifecycle status;
    bool is_archived;
    Json statuses;  ///< of project::WorkflowStatus, in board order
    Json labels;    ///< of project::Label
    std::int64_t position;
};
BOOST_DESCRIBE_STRUCT(ProjectRow, (),
                      (project_id, workspace_id, key, name, status, is_archived, statuses, labels,
                       position))

/// A task as its card shows it. Archived and deleted ones stay, off the board, to come back as they
/// were.
struct CardRow {
    static constexpr auto table = "cards";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array indexes{"(project_id, status, rank)"};
    TaskId task_id;
    ProjectId project_id;
    std::int64_t number;
    std::string title;
    StatusId status;
    Rank rank;
    task::Priority priority;
    std::vector<UserId> assignees;
    std::vector<LabelId> labels;
    std::optional<DateOrTime> due;
    task::Type type;
    std::optional<DateOrTime> start;
    std::optional<std::int64_t> estimate_seconds;
    std::optional<DateOrTime> announced_due;  ///< the last due time that was announced as missed
    std::vector<UserId> timers;               ///< of whom one runs for the task
    bool is_archived;
    bool is_deleted;
    std::int64_t position;
};
BOOST_DESCRIBE_STRUCT(CardRow, (),
                      (task_id, project_id, number, title, status, rank, priority, assignees,
                       labels, due, type, start, estimate_seconds, announced_due, timers,
                       is_archived, is_deleted, position))

/// What the timers' later events do not say again.
struct TimerRow {
    static constexpr auto table = "timers";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array<char const*, 0> indexes{};
    TimerId timer_id;
    TaskId task_id;
    UserId user_id;
    std::int64_t position;
};
BOOST_DESCRIBE_STRUCT(TimerRow, (), (timer_id, task_id, user_id, position))

}  // namespace atelier::projections::board
