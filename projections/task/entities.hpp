#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "domain/project/events.hpp"
#include "domain/task/state.hpp"

namespace atelier::projections::task_list {

/// A task whole: what the API answers and the one entity of the topic `task:<task>`.
struct TaskEntity {
    TaskId id;
    std::string key;  ///< `ATL-42`
    std::int64_t number;
    ProjectId project;
    std::string title;
    std::string description;  ///< Markdown
    StatusId status;
    Rank rank;
    task::Priority priority;
    std::vector<UserId> assignees;
    std::vector<LabelId> labels;
    std::optional<DateOrTime> due;
    task::Type type;
    std::optional<DateOrTime> start;
    std::optional<std::int64_t> estimate_seconds;
    bool overdue;  ///< it was announced that it is late, and it is not done
    bool archived;
    bool deleted;
    std::optional<UserId> created_by;     ///< absent in answers of commands
    std::optional<Timestamp> created_at;  ///< absent in answers of commands
    std::optional<Timestamp> updated_at;  ///< absent in answers of commands
};
BOOST_DESCRIBE_STRUCT(TaskEntity, (),
                      (id, key, number, project, title, description, status, rank, priority,
                       assignees, labels, due, type, start, estimate_seconds, overdue, archived,
                       deleted, created_by, created_at, updated_at))

/// The entity as far as the task's own state says it.
TaskEntity entity_of(TaskId id, task::State const& task, std::string const& project_key,
                     bool is_done);

}  // namespace atelier::projections::task_list
