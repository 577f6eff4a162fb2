#pragma once

#include <array>
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "domain/project/state.hpp"
#include "domain/task/events.hpp"
#include "projections/core/column.hpp"

namespace atelier::projections::activity {

using EventStreamId = Id<struct EventStreamTag>;  ///< of whatever kind

/// One event of a workspace. People stand there by id: their names are looked up where it is shown,
/// so that they can be erased; where the request came from stays sealed for the same reason.
struct EntryRow {
    static constexpr auto table = "entries";
    static constexpr std::size_t key_members = 1;
    /// Of an id there is but the range of each block: ids are made in the order of time, nearly.
    static constexpr std::array indexes{
        "(workspace_id, occurred_at, position)", "using brin (event_id) with (autosummarize)",
        "(project_id, occurred_at, position) where project_id is not null",
        "(task_id, occurred_at, position) where task_id is not null"};
    std::int64_t position;
    WorkspaceId workspace_id;
    std::optional<ProjectId> project_id;
    std::optional<TaskId> task_id;
    std::optional<UserId> actor_id;
    std::string type;
    Timestamp occurred_at;
    Timestamp recorded_at;
    WholeJson subject;  ///< Subject
    WholeJson changes;  ///< of FieldChange
    bool is_story;      ///< else it is of the audit log only
    std::string command;
    std::optional<WholeJson> origin;  ///< Personal<Origin>, sealed
    EventId event_id;
    std::optional<EventId> undoes;  ///< the event that this one takes back
};
BOOST_DESCRIBE_STRUCT(EntryRow, (),
                      (position, workspace_id, project_id, task_id, actor_id, type, occurred_at,
                       recorded_at, subject, changes, is_story, command, origin, event_id, undoes))

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

struct WorkspaceRow {
    static constexpr auto table = "workspaces";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array<char const*, 0> indexes{};
    WorkspaceId workspace_id;
    std::string name;
    std::string slug;
};
BOOST_DESCRIBE_STRUCT(WorkspaceRow, (), (workspace_id, name, slug))

/// Somebody's role in a workspace or a project, in words; of who was removed, the last one.
struct RoleRow {
    static constexpr auto table = "roles";
    static constexpr std::size_t key_members = 2;
    static constexpr std::array<char const*, 0> indexes{};
    EventStreamId stream_id;
    UserId user_id;
    std::string role;
};
BOOST_DESCRIBE_STRUCT(RoleRow, (), (stream_id, user_id, role))

struct ProjectRow {
    static constexpr auto table = "projects";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array<char const*, 0> indexes{};
    ProjectId project_id;
    std::string key;
    std::string name;
    project::Lifecycle status;
    project::Priority priority;
    std::optional<Date> start_date;
    std::optional<Date> end_date;
    Json statuses;  ///< of project::WorkflowStatus
    Json labels;    ///< of project::Label
};
BOOST_DESCRIBE_STRUCT(ProjectRow, (),
                      (project_id, key, name, status, priority, start_date, end_date, statuses,
                       labels))

/// Which task a timer runs for.
struct TimerRow {
    static constexpr auto table = "timers";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array<char const*, 0> indexes{};
    TimerId timer_id;
    TaskId task_id;
};
BOOST_DESCRIBE_STRUCT(TimerRow, (), (timer_id, task_id))

struct TimeEntryRow {
    static constexpr auto table = "time_entries";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array<char const*, 0> indexes{};
    TimeEntryId entry_id;
    UserId user_id;
    TaskId task_id;
    std::string note;
    bool billable;
    Timestamp started_at;
    Timestamp stopped_at;
};
BOOST_DESCRIBE_STRUCT(TimeEntryRow, (),
                      (entry_id, user_id, task_id, note, billable, started_at, stopped_at))

struct TaskRow {
    static constexpr auto table = "tasks";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array indexes{"(project_id)"};
    TaskId task_id;
    ProjectId project_id;
    std::int64_t number;
    std::string title;
    StatusId status;
    task::Priority priority;
    std::vector<UserId> assignees;
    std::vector<LabelId> labels;
    std::optional<DateOrTime> due;
    task::Type type;
    std::optional<DateOrTime> start;
    std::optional<std::int64_t> estimate_seconds;
};
BOOST_DESCRIBE_STRUCT(TaskRow, (),
                      (task_id, project_id, number, title, status, priority, assignees, labels, due,
                       type, start, estimate_seconds))

}  // namespace atelier::projections::activity
