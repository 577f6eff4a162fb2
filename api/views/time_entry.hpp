#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "domain/time_entry/state.hpp"

namespace atelier::api {

/// The names are in answers of queries.
struct TimeEntryView {
    TimeEntryId id;
    WorkspaceId workspace;
    UserId user;
    std::optional<std::string> user_name;
    TaskId task;
    std::optional<std::string> task_key;
    std::optional<std::string> task_title;
    std::optional<ProjectId> project;
    Timestamp started_at;
    Timestamp stopped_at;
    std::int64_t duration_seconds;
    std::string note;
    bool billable;
    bool from_timer;  ///< a stretch of a timer; else written down by hand
    bool deleted;
};
BOOST_DESCRIBE_STRUCT(TimeEntryView, (),
                      (id, workspace, user, user_name, task, task_key, task_title, project,
                       started_at, stopped_at, duration_seconds, note, billable, from_timer,
                       deleted))

inline TimeEntryView time_entry_view(TimeEntryId id, time_entry::State const& entry) {
    return {id,
            entry.workspace,
            entry.user,
            {},
            entry.task,
            {},
            {},
            {},
            entry.started_at,
            entry.stopped_at,
            (entry.stopped_at.milliseconds - entry.started_at.milliseconds) / 1000,
            entry.note,
            entry.billable,
            entry.from_timer,
            entry.deleted};
}

}  // namespace atelier::api
