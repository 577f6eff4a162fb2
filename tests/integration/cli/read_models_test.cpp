#include "tools/atelier/read_models.hpp"

#include <doctest/doctest.h>

#include "tests/integration/cli/small_log.hpp"

using namespace atelier;
using namespace atelier::test;
using namespace atelier::tools;

namespace {

/// Two read models, one of them behind and with parked events of two streams.
void park_some(eventstore::Connection& connection) {
    connection.execute(
        "insert into projection.checkpoints (name, partition, position, epoch, model_version) "
        "values ('activity', 0, 3, 1, 2), ('activity', 1, 8, 1, 2), ('board', -1, 5, 1, 1);"
        "insert into projection.parked (name, stream, position, reason) values "
        "('board', 'task-a', 6, 'no such project'), ('board', 'task-a', 7, 'waits behind 6'), "
        "('board', 'task-b', 8, 'no such project')");
}

}  // namespace

TEST_CASE("Read models are told with position, lag and what is parked") {
    SmallLog log;
    park_some(log.connection);
    auto const all = load_read_models(log.connection);
    CHECK(all.head == 8);
    REQUIRE(all.models.size() == 2);
    CHECK(all.models[0].name == "activity");
    CHECK(all.models[0].version == 2);
    CHECK(all.models[0].position == 8);
    CHECK(all.models[0].lag == 0);
    CHECK(all.models[0].partitions.size() == 2);
    CHECK(all.models[1].lag == 3);
    REQUIRE(all.models[1].parked.size() == 3);
    CHECK(all.models[1].parked[0].reason == "no such project");
}

TEST_CASE("Retrying marks the parked events of a stream, or all of a read model") {
    SmallLog log;
    park_some(log.connection);
    CHECK(mark_retry(log.connection, "board", "task-a") == 2);
    auto const parked = load_read_models(log.connection).models[1].parked;
    CHECK(parked[0].retry);
    CHECK(parked[1].retry);
    CHECK_FALSE(parked[2].retry);
    CHECK(mark_retry(log.connection, "board", {}) == 3);
    CHECK(mark_retry(log.connection, "board", "task-z") == 0);
    CHECK(mark_retry(log.connection, "activity", {}) == 0);
}

TEST_CASE("Before the first start there is no read model") {
    TestDatabase const database;
    eventstore::Connection connection{database.service_url()};
    auto const all = load_read_models(connection);
    CHECK(all.models.empty());
    CHECK(to_table(all).find("(the log)") != std::string::npos);
}
