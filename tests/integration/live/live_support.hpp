#pragma once

#include <algorithm>
#include <future>
#include <string>
#include <vector>

#include "api/live/hub.hpp"
#include "projections/core/delta.hpp"
#include "tests/integration/projections/projection_support.hpp"
#include "tests/support/comes_true.hpp"

namespace atelier::test {

/// Boards in the memory of a hub whose one database thread can be kept busy.
struct LoadedBoards {
    explicit LoadedBoards(std::size_t count)
        : connection(playground.database.service_url()),
          sessions(playground.database.service_url(), test_master_key()),
          pool(playground.database.service_url(), 1),
          hub(pool, sessions, eventstore::read_epoch(connection)) {
        for (std::size_t i = 0; i < count; ++i) {
            projects.push_back(playground.fresh_id<ProjectId>());
            playground.run(commands::CreateProject{
                playground.workspace, projects.back(), {"Quay " + std::to_string(i)}, {}, {}});
        }
        Projecting projecting{playground};
        REQUIRE(projecting.reaches(playground.head()));
        for (auto const project : projects) REQUIRE(hub.board(connection, project, true));
    }

    ~LoadedBoards() {
        hub.stop();
        pool.stop();
    }

    /// The read models are others than what is in memory from here on.
    void rename_projects() { connection.execute("update board.projects set name = 'Mended'"); }

    void tell_of_switch() { hub.receive({{std::string{projections::switched_topic}, 0, "{}"}}); }

    std::size_t count_stale() {
        return static_cast<std::size_t>(std::ranges::count_if(projects, [&](auto project) {
            return hub.board(connection, project, false)->body->find("Mended") == std::string::npos;
        }));
    }

    bool become_level() {
        return comes_true([this] { return count_stale() == 0; });
    }

    Playground playground;
    std::vector<ProjectId> projects;
    eventstore::Connection connection;
    api::Sessions sessions;
    eventstore::DatabasePool pool;
    api::Hub hub;
};

/// Keeps the thread of a pool until it is let go.
class Occupied {
public:
    explicit Occupied(eventstore::DatabasePool& pool) {
        std::promise<void> begun;
        auto const waits = free_.get_future().share();
        REQUIRE(pool.post([&begun, waits](eventstore::Connection&) {
            begun.set_value();
            waits.wait();
        }));
        begun.get_future().wait();
    }
    ~Occupied() { free_.set_value(); }

private:
    std::promise<void> free_;
};

}  // namespace atelier::test
