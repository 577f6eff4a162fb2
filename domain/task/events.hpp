#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/event.hpp"
#include "domain/id.hpp"
#include "domain/rank.hpp"
#include "domain/text.hpp"
#include "domain/time.hpp"

namespace atelier::task {

// Stored for ever: see the warning in domain/event.hpp.

BOOST_DEFINE_ENUM_CLASS(Priority, low, medium, high, urgent)

struct TaskCreated {
    ProjectId project;
    std::int64_t number;  ///< the 42 of `ATL-42`
    std::string title;
    std::string description;  ///< Markdown
    StatusId status;
    Rank rank;
    Priority priority;
    std::vector<UserId> assignees;
    std::vector<LabelId> labels;
    std::optional<Timestamp> due;
};
ATELIER_EVENT(TaskCreated, 1, project, number, title, description, status, rank, priority,
              assignees, labels, due)

/// Only what changed is there.
struct TaskEdited {
    std::optional<std::string> title;
    std::optional<std::string> description;
    std::optional<Priority> priority;
    std::optional<std::vector<UserId>> assignees;
    std::optional<std::vector<LabelId>> labels;
    Patch<Timestamp> due;
};
ATELIER_EVENT(TaskEdited, 1, title, description, priority, assignees, labels, due)

struct TaskMoved {
    StatusId status;
    Rank rank;
};
ATELIER_EVENT(TaskMoved, 1, status, rank)

struct TaskArchived {};
ATELIER_EVENT(TaskArchived, 1)

struct TaskUnarchived {};
ATELIER_EVENT(TaskUnarchived, 1)

struct TaskDeleted {};
ATELIER_EVENT(TaskDeleted, 1)

struct TaskRestored {};
ATELIER_EVENT(TaskRestored, 1)

/// The task was not done when it was due. Announced once for each due time.
struct TaskBecameOverdue {
    Timestamp due;
};
ATELIER_EVENT(TaskBecameOverdue, 1, due)

using Events = std::variant<TaskCreated, TaskEdited, TaskMoved, TaskArchived, TaskUnarchived,
                            TaskDeleted, TaskRestored, TaskBecameOverdue>;

}  // namespace atelier::task
