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
BOOST_DEFINE_ENUM_CLASS(Type, task, bug, feature, improvement, chore)

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
    std::optional<DateOrTime> due{};
    Type kind = Type::task;
    std::optional<DateOrTime> start{};
    std::optional<std::int64_t> estimate_seconds{};
};
ATELIER_EVENT(TaskCreated, 2, project, number, title, description, status, rank, priority,
              assignees, labels, due, kind, start, estimate_seconds)

/// Only what changed is there.
struct TaskEdited {
    std::optional<std::string> title;
    std::optional<std::string> description;
    std::optional<Priority> priority;
    std::optional<std::vector<UserId>> assignees;
    std::optional<std::vector<LabelId>> labels;
    Patch<DateOrTime> due{};
    std::optional<Type> kind{};
    Patch<DateOrTime> start{};
    Patch<std::int64_t> estimate_seconds{};
};
ATELIER_EVENT(TaskEdited, 2, title, description, priority, assignees, labels, due, kind, start,
              estimate_seconds)

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
    DateOrTime due;
};
ATELIER_EVENT(TaskBecameOverdue, 1, due)

using Events = std::variant<TaskCreated, TaskEdited, TaskMoved, TaskArchived, TaskUnarchived,
                            TaskDeleted, TaskRestored, TaskBecameOverdue>;

}  // namespace atelier::task
