#include "projections/core/watermarks.hpp"

#include "schemas/sql.hpp"
#include "tests/integration/projections/projection_support.hpp"

using namespace atelier;
using namespace atelier::test;
using namespace std::chrono_literals;

namespace {

bool becomes_level(projections::Watermarks& watermarks, std::int64_t position) {
    std::promise<bool> level;
    watermarks.when("board", position, 5s, [&](bool is_level) { level.set_value(is_level); });
    return level.get_future().get();
}

}  // namespace

TEST_CASE("a node notices that the read models are fed by Kafka now, and by the log again") {
    Playground playground;
    eventstore::Connection connection{playground.database.service_url()};
    auto const head = eventstore::read_head(connection);
    connection.run(sql::projection_add_checkpoint, "board", projections::log_partition, head, 1);
    projections::Watermarks watermarks{playground.database.service_url()};
    CHECK(becomes_level(watermarks, head));
    connection.execute("delete from projection.checkpoints");
    crypto::UuidGenerator ids;
    playground.run(commands::CreateProject{
        playground.workspace, ProjectId{ids.next(crypto::system_now())}, {"Quay"}, {}, {}});
    auto const next = eventstore::read_head(connection);
    for (int partition = 0; partition < 4; ++partition)
        connection.run(sql::projection_add_checkpoint, "board", partition, next, 1);
    CHECK(becomes_level(watermarks, next));
    connection.execute("delete from projection.checkpoints");
    connection.run(sql::projection_add_checkpoint, "board", projections::log_partition, next, 1);
    CHECK(becomes_level(watermarks, next));
}
