#pragma once

#include <array>
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "domain/task/events.hpp"
#include "projections/core/column.hpp"

namespace atelier::projections::activity {

using EventStreamId = Id<struct EventStreamTag>;  ///< of whatever kind

/// One thing that happened. People stand there by id: their names are looked up where it is shown,
/// so that they can be erased.
struct EntryRow {
    static constexpr auto table = "entries";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array indexes{"(workspace_id, occurred_at, position)",
                                        "(task_id) where task_id is not null"};
    std::int64_t position;
    WorkspaceId workspace_id;
    std::optional<ProjectId> project_id;
    std::optional<TaskId> task_id;
    std::optional<UserId> actor_id;
    std::string type;
    Timestamp occurred_at;
    Timestamp recorded_at;
    Json subject;  ///< Subject
    Json changes;  ///< of FieldChange
};
BOOST_DESCRIBE_STRUCT(EntryRow, (),
                      (position, workspace_id, project_id, task_id, actor_id, type, occurred_at,
                       recorded_at, subject, changes))

/// How far each stream is in the feed: titles and names in it are those of the time, so nothing is
/// told twice.
struct StreamRow {
    static constexpr auto table = "streams";
    static constexpr bool is_keyed_by_any_stream = true;
    static constexpr std::size_t key_members = 1;
    static constexpr std::array<char const*, 0> indexes{};
    EventStreamId stream_id;
    std::int64_t position;
};
BOOST_DESCRIBE_STRUCT(StreamRow, (), (stream_id, position))

struct PersonRow {
    static constexpr auto table = "people";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array<char const*, 0> indexes{};
    UserId user_id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(PersonRow, (), (user_id, name))

// What is needed to say what an event changed, and how things are called.

struct ProjectRow {
    static constexpr auto table = "projects";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array<char const*, 0> indexes{};
    ProjectId project_id;
    std::string key;
    std::string name;
    Json statuses;
    Json labels;
};
BOOST_DESCRIBE_STRUCT(ProjectRow, (), (project_id, key, name, statuses, labels))

struct TaskRow {
    static constexpr auto table = "tasks";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array<char const*, 0> indexes{};
    TaskId task_id;
    ProjectId project_id;
    std::int64_t number;
    std::string title;
    StatusId status;
    task::Priority priority;
    std::vector<UserId> assignees;
    std::vector<LabelId> labels;
    std::optional<Timestamp> due;
};
BOOST_DESCRIBE_STRUCT(TaskRow, (),
                      (task_id, project_id, number, title, status, priority, assignees, labels,
                       due))

}  // namespace atelier::projections::activity
