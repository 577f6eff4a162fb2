#include "projections/board/neighbours.hpp"

#include "eventstore/kafka/partition.hpp"
#include "projections/core/model_store.hpp"
#include "schemas/sql.hpp"
#include "tests/integration/projections/projection_support.hpp"

using namespace atelier;
using namespace atelier::test;

namespace {

using eventstore::Position;

constexpr int partitions = 4;

/// A board that has no rows, and says that it has this much of each partition of Kafka.
struct EmptyBoard : Playground {
    EmptyBoard() : connection(database.service_url()) {
        for (auto const& model : projections::make_projections(engine().keys))
            projections::ensure_model(connection, *model);
        before = head();
        task = TaskId{engine().ids.next(crypto::system_now())};
        run(commands::CreateTask{project, task, {"Paint the buoy"}, {}, {}, {}, {}, {}, {}});
    }

    void has(Position own, Position others) {
        connection.execute("delete from projection.checkpoints where name = 'board'");
        for (int partition = 0; partition < partitions; ++partition) {
            bool const is_own = partition == eventstore::partition_of(workspace, partitions);
            connection.run(sql::projection_add_checkpoint, "board", partition,
                           is_own ? own : others, 1);
        }
    }

    std::optional<TaskId> top() {
        return projections::board::find_neighbour(connection, project,
                                                  project_state().statuses.front().id, {""}, false);
    }

    eventstore::Connection connection;
    Position before = 0;
    TaskId task;
};

}  // namespace

TEST_CASE_FIXTURE(EmptyBoard,
                  "neighbours are looked for in what the board lacks of its workspace") {
    has(before, head());
    CHECK(top() == task);
    // What other workspaces' partitions lack is not read again for each command.
    has(head(), 0);
    CHECK(top() == std::nullopt);
}

TEST_CASE_FIXTURE(EmptyBoard,
                  "an event that the activity does not have yet is found, the newest first") {
    auto const newest =
        connection.execute("select event_id from log.events order by position desc");
    auto const find = [&](std::size_t row) {
        return connection.run(sql::activity_find_event, EventId{newest.uuid(row, 0)}, 2).size();
    };
    connection.run(sql::projection_add_checkpoint, "activity", 0, Position{0}, 1);
    CHECK(find(0) == 1);
    CHECK(find(1) == 1);
    CHECK(find(2) == 0);
}
