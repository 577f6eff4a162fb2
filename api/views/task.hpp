#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "domain/task/state.hpp"

namespace atelier::api {

struct TaskView {
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
    std::optional<Timestamp> due;
    bool archived;
    bool deleted;
    std::optional<Timestamp> created_at;  ///< in answers of queries
    std::optional<Timestamp> updated_at;  ///< in answers of queries
};
BOOST_DESCRIBE_STRUCT(TaskView, (),
                      (id, key, number, project, title, description, status, rank, priority,
                       assignees, labels, due, archived, deleted, created_at, updated_at))

inline TaskView task_view(TaskId id, task::State const& task, std::string const& project_key) {
    return {id,
            project_key + "-" + std::to_string(task.number),
            task.number,
            task.project,
            task.title,
            task.description,
            task.status,
            task.rank,
            task.priority,
            task.assignees,
            task.labels,
            task.due,
            task.archived,
            task.deleted,
            {},
            {}};
}

}  // namespace atelier::api
