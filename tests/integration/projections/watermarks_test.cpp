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

TEST_CASE("a projector hears when somebody begins to wait, and nobody did") {
    Playground playground;
    projections::Watermarks watermarks{playground.database.service_url()};
    int begun = 0;
    watermarks.on_haste([&] { ++begun; });
    int answered = 0;
    auto const wait = [&] { watermarks.when("board", 1'000'000, 5s, [&](bool) { ++answered; }); };
    CHECK_FALSE(watermarks.is_in_haste());
    wait();
    CHECK(watermarks.is_in_haste());
    wait();
    CHECK(begun == 1);
    {
        projections::Watermarks::Haste const haste{watermarks};
        CHECK(begun == 1);
        watermarks.stop();
        CHECK(answered == 2);
        CHECK(watermarks.is_in_haste());
    }
    CHECK_FALSE(watermarks.is_in_haste());
    projections::Watermarks::Haste const haste{watermarks};
    CHECK(begun == 2);
}

TEST_CASE("who waits for rows gets them sooner than who does not say so") {
    Playground playground;
    Projecting projecting{playground};
    REQUIRE(projecting.reaches(playground.head()));
    eventstore::Connection looking{playground.database.service_url()};
    auto const is_written = [&](std::int64_t position) {
        auto const rows = looking.execute("select min(position) >= " + std::to_string(position) +
                                          " from projection.checkpoints");
        return rows.boolean(0, 0);
    };
    auto const change = [&] {
        crypto::UuidGenerator ids;
        playground.run(commands::CreateProject{
            playground.workspace, ProjectId{ids.next(crypto::system_now())}, {"Quay"}, {}, {}});
        return playground.head();
    };
    auto const times_of = [&](std::function<bool(std::int64_t)> const& arrives) {
        std::vector<std::chrono::steady_clock::duration> times;
        for (int round = 0; round < 10; ++round) {
            auto const first = change();
            REQUIRE(within(10s, [&] { return is_written(first); }));
            // So soon after a write there is a pause.
            auto const second = change();
            auto const asked = std::chrono::steady_clock::now();
            REQUIRE(arrives(second));
            times.push_back(std::chrono::steady_clock::now() - asked);
        }
        return times;
    };
    // A busy machine makes waits longer, and may let the pause pass before the second change.
    auto const waiting =
        std::ranges::min(times_of([&](auto position) { return projecting.reaches(position); }));
    auto const looking_on = std::ranges::max(
        times_of([&](auto position) { return within(10s, [&] { return is_written(position); }); }));
    auto const us = [](auto time) { return time / 1us; };
    MESSAGE(us(waiting) << " and " << us(looking_on) << " us");
    CHECK(2 * waiting < looking_on);
}
