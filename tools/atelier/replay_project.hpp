#pragma once

#include <unordered_set>

#include "eventstore/database/connection.hpp"
#include "eventstore/log/event_record.hpp"

namespace atelier::tools {

/// Which events are of one project: its own, those of its tasks, and time spent on them.
class ProjectEvents {
public:
    /// Looks up which tasks it has; those that come later it learns from their events.
    ProjectEvents(eventstore::Connection& connection, ProjectId project);

    /// What shows without the state; false: it is not of the project.
    bool may_concern(eventstore::RecordedEvent const& event);
    /// The rest, with the state of the event's stream right before it.
    bool concerns(eventstore::RecordedEvent const& event, AnyState const& before) const;

private:
    bool has(std::optional<TaskId> task) const { return task && tasks_.contains(*task); }

    ProjectId project_;
    std::unordered_set<TaskId> tasks_;
};

}  // namespace atelier::tools
