#pragma once

#include <optional>

#include "domain/project/events.hpp"
#include "domain/rank.hpp"
#include "eventstore/database/connection.hpp"

namespace atelier::projections::board {

/// The task right above or below a rank in a column, as far as the board has come. Blocking.
std::optional<TaskId> find_neighbour(eventstore::Connection& connection, ProjectId project, StatusId status,
                                     Rank const& rank, bool above);

}  // namespace atelier::projections::board
