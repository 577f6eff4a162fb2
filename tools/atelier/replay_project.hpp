#pragma once

#include <unordered_set>

#include "eventstore/database/connection.hpp"
#include "eventstore/log/event_record.hpp"

namespace atelier::tools {

/// Which events are of one project: its own, those of its tasks, and time spent on them.
class ProjectEvents {
public:
    /// Looks up which tasks it has, and again when one comes by that may be newer. Blocking; throws
    /// DatabaseError, as `may_concern` does.
    ProjectEvents(eventstore::Connection& connection, ProjectId project);

    /// What shows without the state; false: it is not of the project.
    bool may_concern(eventstore::RecordedEvent const& event);
    /// The rest, with the state of the event's stream right before it.
    bool concerns(eventstore::RecordedEvent const& event, AnyState const& before) const;

private:
    void look_up();
    bool has(std::optional<TaskId> task) const { return task && tasks_.contains(*task); }

    eventstore::Connection& connection_;
    ProjectId project_;
    eventstore::Position known_up_to_ = 0;  ///< tasks of events up to here are in `tasks_`
    std::unordered_set<TaskId> tasks_;
};

}  // namespace atelier::tools
