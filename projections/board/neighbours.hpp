#pragma once

#include <optional>

#include "domain/project/events.hpp"
#include "domain/rank.hpp"
#include "eventstore/database/connection.hpp"

namespace atelier::projections::board {

/// The task right above or below a rank in a column, as of the log's head: what the read model does
/// not have yet is folded on top of it, up to `tail_limit` events. Blocking.
std::optional<TaskId> find_neighbour(eventstore::Connection& connection, ProjectId project,
                                     StatusId status, Rank const& rank, bool above);

inline constexpr int tail_limit = 5'000;

}  // namespace atelier::projections::board
