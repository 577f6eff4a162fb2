#pragma once

#include <optional>
#include <vector>

#include "domain/project/events.hpp"
#include "domain/rank.hpp"
#include "eventstore/database/connection.hpp"

namespace atelier::projections::board {

/// The task right above or below a rank in a column, as of the log's head: what the read model does
/// not have yet is folded on top of it, up to `tail_limit` events. Blocking.
std::optional<TaskId> find_neighbour(eventstore::Connection& connection, ProjectId project,
                                     StatusId status, Rank const& rank, bool above);

/// Every task in a column, archived and deleted ones too, and the position of the log at which that
/// holds: its head, unless the read model is more than `tail_limit` events behind. At most `limit`
/// tasks that the read model has, and what is not in it yet. Blocking.
struct TasksOfColumn {
    std::vector<TaskId> tasks;
    std::int64_t as_of;
};
TasksOfColumn find_tasks(eventstore::Connection& connection, ProjectId project, StatusId status,
                         std::size_t limit);

inline constexpr int tail_limit = 5'000;

}  // namespace atelier::projections::board
