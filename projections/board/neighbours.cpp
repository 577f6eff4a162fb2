#include "projections/board/neighbours.hpp"

#include "schemas/sql.hpp"

namespace atelier::projections::board {

std::optional<TaskId> find_neighbour(eventstore::Connection& connection, ProjectId project, StatusId status,
                                     Rank const& rank, bool above) {
    auto const rows = connection.run(above ? sql::board_find_above : sql::board_find_below, project, status, rank.digits);
    if (rows.empty()) return std::nullopt;
    return TaskId{rows.uuid(0, 0)};
}

}  // namespace atelier::projections::board
