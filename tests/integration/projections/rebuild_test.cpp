#include <atomic>
#include <thread>

#include "projections/core/rebuild.hpp"
#include "tests/integration/projections/projection_support.hpp"

using namespace atelier;
using namespace atelier::test;

namespace {

void rebuild_all(Playground& playground, projections::RebuildOptions const& options = {}) {
    auto const models = projections::make_projections(playground.engine().keys);
    std::vector<projections::Projection*> all;
    for (auto const& model : models) all.push_back(model.get());
    projections::rebuild(playground.database.service_url(), all, options);
}

/// Names of read models that are done, with how far an earlier run of each had come.
struct Done {
    projections::RebuildOptions options;
    std::map<std::string, eventstore::Position, std::less<>> resumed;

    Done() {
        options.done = [this](auto const& model, auto const& report) {
            resumed.emplace(model.name(), report.resumed);
        };
    }
};

}  // namespace

TEST_CASE("a rebuilt read model equals the one that followed the log") {
    Followed followed_log{200, 11};
    auto& [playground, projecting] = followed_log;
    auto const followed = playground.rows();
    rebuild_all(playground);
    CHECK(playground.rows() == followed);
    playground.play(30, 12);
    CHECK_MESSAGE(projecting.reaches(playground.head()),
                  "the projector goes on with the rebuilt one");
}

TEST_CASE("a rebuild beside writers and readers loses nothing, and readers see no gap") {
    Followed followed_log{150, 21};
    auto& [playground, projecting] = followed_log;
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
    Followed followed_log{10, 31};
    auto& [playground, projecting] = followed_log;
    bool told = false;
    auto outer = projections::make_projections(playground.engine().keys);
    projections::RebuildOptions options;
    options.progress = [&](projections::RebuildProgress const&) {
        if (std::exchange(told, true)) return;
        auto inner = projections::make_projections(playground.engine().keys);
        CHECK_THROWS_AS(projections::rebuild(playground.database.service_url(), {inner[1].get()}),
                        projections::ModelBusy);
    };
    projections::rebuild(playground.database.service_url(), {outer[1].get()}, options);
    CHECK(told);
}

TEST_CASE("the lease of a read model is free as soon as it is given back") {
    TestDatabase database;
    eventstore::Connection first{database.service_url()};
    eventstore::Connection second{database.service_url()};
    {
        projections::ModelLease const lease{first, "board", "rebuild"};
        CHECK_THROWS_AS((projections::ModelLease{second, "board", "rebuild"}),
                        projections::ModelBusy);
    }
    CHECK_NOTHROW((projections::ModelLease{second, "board", "rebuild"}));
}

TEST_CASE("a read model that cannot be rebuilt keeps none of the others from it") {
    Followed followed_log{20, 41};
    auto& [playground, projecting] = followed_log;
    auto const followed = playground.rows();
    Done done;
    {
        eventstore::Connection other{playground.database.service_url()};
        projections::ModelLease const lease{other, "board", "verify"};
        CHECK_THROWS_AS(rebuild_all(playground, done.options), projections::ModelBusy);
    }
    CHECK(done.resumed.size() ==
          projections::make_projections(playground.engine().keys).size() - 1);
    CHECK_FALSE(done.resumed.contains("board"));
    CHECK(playground.rows() == followed);
}

TEST_CASE("of read models that are rebuilt together each goes on from where it was stopped") {
    Followed followed_log{50, 51};
    auto& [playground, projecting] = followed_log;
    auto const followed = playground.rows();
    Done done;
    done.options.save_every = std::chrono::milliseconds{0};
    done.options.progress = [](projections::RebuildProgress const& state) {
        if (state.model == "task" && state.step == "indexing") throw std::runtime_error("stop");
    };
    CHECK_THROWS_WITH(rebuild_all(playground, done.options), "stop");
    CHECK_FALSE(done.resumed.contains("task"));
    Done again;
    rebuild_all(playground, again.options);
    CHECK(again.resumed.at("task") > 0);
    CHECK(again.resumed.at("board") == 0);
    CHECK(playground.rows() == followed);
}
