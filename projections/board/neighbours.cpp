#include "projections/board/neighbours.hpp"

#include <set>

#include "eventstore/log/reader.hpp"
#include "projections/board/board.hpp"
#include "projections/core/model_snapshot.hpp"
#include "projections/core/model_store.hpp"
#include "projections/core/reach.hpp"
#include "schemas/sql.hpp"

namespace atelier::projections::board {
namespace {

struct Neighbour {
    Rank rank;
    TaskId task;
};

/// What the read model lacks, folded on top of it.
struct Tail {
    Board board;
    std::set<TaskId> tasks;  ///< that it is about
    std::int64_t last = 0;
    bool is_whole = true;

    Tail(eventstore::Connection& connection, eventstore::Batch& opening, ProjectId project) {
        opening.add(sql::projection_list_checkpoints, board.name());
        opening.add(sql::board_find_workspace, project);
        auto const answers = opening.run();
        auto const& workspaces = answers.back();
        if (!workspaces.empty())
            fold(connection, WorkspaceId{workspaces.uuid(0, 0)}, answers[answers.size() - 2]);
    }

    void fold(eventstore::Connection& connection, WorkspaceId workspace,
              eventstore::Rows const& checkpoints) {
        for (auto* table : board.tables()) table->attach(&connection, std::string{board.name()});
        Deltas silent{Deltas::Tell::nothing};
        auto const reached = Reach{checkpoints, 0}.position_in(workspace);
        auto const events = eventstore::events_of(
            connection.run(sql::board_read_tail, workspace, reached, tail_limit));
        std::set<StreamId> streams;
        for (auto const& raw : events) streams.insert(raw.stream);
        fetch_rows(connection, board.tables(), streams);
        for (auto const& raw : events) {
            board.apply(eventstore::decode(raw), silent);
            tasks.insert(TaskId{raw.stream.id});
            last = raw.position;
        }
        is_whole = events.size() < tail_limit;
    }

    ArrayParameter left_out() const {
        ArrayParameter ids{ArrayParameter::Element::uuid};
        for (auto task : tasks) ids.add(task.uuid);
        return ids;
    }
};

bool is_closer(Rank const& rank, Rank const& than, bool above) {
    return above ? than < rank : rank < than;
}

}  // namespace

std::optional<TaskId> find_neighbour(eventstore::Connection& connection, ProjectId project,
                                     StatusId status, Rank const& rank, bool above) {
    eventstore::Batch opening{connection};
    ModelSnapshot const snapshot{connection, opening};
    Tail tail{connection, opening, project};
    auto const rows = connection.run(above ? sql::board_find_above : sql::board_find_below, project,
                                     status, rank.digits, tail.left_out());
    std::optional<Neighbour> nearest;
    if (!rows.empty()) nearest = Neighbour{Rank{rows.string(0, 1)}, TaskId{rows.uuid(0, 0)}};
    for (auto task : tail.tasks) {
        auto const* card = tail.board.card(task);
        if (!card || card->project_id != project || card->status != status) continue;
        if (card->is_archived || card->is_deleted) continue;
        bool const on_that_side = above ? card->rank < rank : rank < card->rank;
        if (!on_that_side) continue;
        if (!nearest || is_closer(card->rank, nearest->rank, above))
            nearest = Neighbour{card->rank, task};
    }
    return nearest ? std::optional{nearest->task} : std::nullopt;
}

TasksOfColumn find_tasks(eventstore::Connection& connection, ProjectId project, StatusId status,
                         std::size_t limit) {
    eventstore::Batch opening{connection};
    ModelSnapshot const snapshot{connection, opening};
    Tail tail{connection, opening, project};
    TasksOfColumn found{{}, tail.is_whole ? eventstore::read_head(connection) : tail.last};
    auto const rows = connection.run(sql::board_list_tasks_in, project, status,
                                     static_cast<std::int64_t>(limit), tail.left_out());
    for (std::size_t row = 0; row < rows.size(); ++row)
        found.tasks.push_back(TaskId{rows.uuid(row, 0)});
    for (auto task : tail.tasks) {
        auto const* card = tail.board.card(task);
        if (card && card->project_id == project && card->status == status)
            found.tasks.push_back(task);
    }
    return found;
}

}  // namespace atelier::projections::board
