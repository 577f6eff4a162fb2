#include <atomic>
#include <thread>

#include "projections/core/rebuild.hpp"
#include "tests/integration/projections/projection_support.hpp"

using namespace atelier;
using namespace atelier::test;

namespace {

void rebuild_all(Playground& playground) {
    for (auto const& model : projections::make_projections(playground.engine().keys)) {
        projections::rebuild(playground.database.service_url(), *model);
    }
}

}  // namespace

TEST_CASE("a rebuilt read model equals the one that followed the log") {
    Playground playground;
    Projecting projecting{playground};
    playground.play(200, 11);
    REQUIRE(projecting.reaches(playground.head()));
    auto const followed = playground.rows();
    rebuild_all(playground);
    CHECK(playground.rows() == followed);
    playground.play(30, 12);
    CHECK_MESSAGE(projecting.reaches(playground.head()),
                  "the projector goes on with the rebuilt one");
}

TEST_CASE("a rebuild beside writers and readers loses nothing, and readers see no gap") {
    Playground playground;
    Projecting projecting{playground};
    playground.play(150, 21);
    REQUIRE(projecting.reaches(playground.head()));
    std::atomic<bool> over = false;
    std::atomic<int> failed_reads = 0;
    auto const made = static_cast<std::int64_t>(playground.tasks.size());
    REQUIRE(made > 10);
    std::thread reader{[&] {
        eventstore::Connection connection{playground.database.service_url()};
        while (!over) {
            try {
                auto const rows = connection.execute("select count(*) from board.cards");
                if (rows.integer(0, 0) < made) ++failed_reads;
            } catch (eventstore::DatabaseError const&) {
                ++failed_reads;
            }
        }
    }};
    std::thread rebuilder{[&] {
        for (int round = 0; round < 3; ++round) rebuild_all(playground);
    }};
    playground.play(200, 22);
    rebuilder.join();
    over = true;
    reader.join();
    CHECK(failed_reads == 0);
    REQUIRE(projecting.reaches(playground.head()));
    projecting.projector.stop();
    auto const beside = playground.rows();
    rebuild_all(playground);
    CHECK(playground.rows() == beside);
}

TEST_CASE("of two rebuilds of one read model the second is told") {
    Playground playground;
    Projecting projecting{playground};
    playground.play(10, 31);
    REQUIRE(projecting.reaches(playground.head()));
    bool told = false;
    auto outer = projections::make_projections(playground.engine().keys);
    projections::RebuildOptions options;
    options.progress = [&](projections::RebuildProgress const&) {
        if (std::exchange(told, true)) return;
        auto inner = projections::make_projections(playground.engine().keys);
        CHECK_THROWS_AS(projections::rebuild(playground.database.service_url(), *inner[1]),
                        projections::ModelBusy);
    };
    projections::rebuild(playground.database.service_url(), *outer[1], options);
    CHECK(told);
}
