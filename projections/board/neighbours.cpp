#include "projections/board/neighbours.hpp"

#include <set>

#include "eventstore/log/reader.hpp"
#include "projections/board/board.hpp"
#include "schemas/sql.hpp"

namespace atelier::projections::board {
namespace {

struct Neighbour {
    Rank rank;
    TaskId task;
};

bool is_closer(Rank const& rank, Rank const& than, bool above) {
    return above ? than < rank : rank < than;
}

}  // namespace

std::optional<TaskId> find_neighbour(eventstore::Connection& connection, ProjectId project,
                                     StatusId status, Rank const& rank, bool above) {
    eventstore::Transaction const snapshot{connection, eventstore::Transaction::Kind::snapshot};
    Board board;
    for (auto* table : board.tables()) table->attach(&connection, std::string{board.name()});
    auto silent = Deltas::silent();
    std::set<TaskId> moved;
    for (auto const& raw :
         eventstore::events_of(connection.run(sql::board_read_tail, project, tail_limit))) {
        board.apply(eventstore::decode(raw), silent);
        moved.insert(TaskId{raw.stream.id});
    }
    ArrayParameter left_out{ArrayParameter::Element::uuid};
    for (auto task : moved) left_out.add(task.uuid);
    auto const rows = connection.run(above ? sql::board_find_above : sql::board_find_below, project,
                                     status, rank.digits, std::move(left_out));
    std::optional<Neighbour> nearest;
    if (!rows.empty()) nearest = Neighbour{Rank{rows.string(0, 1)}, TaskId{rows.uuid(0, 0)}};
    for (auto task : moved) {
        auto const* card = board.card(task);
        if (!card || card->project_id != project || card->status != status) continue;
        if (card->is_archived || card->is_deleted) continue;
        bool const on_that_side = above ? card->rank < rank : rank < card->rank;
        if (!on_that_side) continue;
        if (!nearest || is_closer(card->rank, nearest->rank, above))
            nearest = Neighbour{card->rank, task};
    }
    return nearest ? std::optional{nearest->task} : std::nullopt;
}

}  // namespace atelier::projections::board
