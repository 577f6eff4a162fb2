#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "api/live/hub.hpp"
#include "projections/core/delta.hpp"
#include "tests/integration/projections/projection_support.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/occupied.hpp"

namespace atelier::test {

/// Boards in the memory of a hub whose one database thread can be kept busy.
struct LoadedBoards {
    explicit LoadedBoards(std::size_t count)
        : connection(playground.database.service_url()),
          sessions(playground.database.service_url(), test_master_key()),
          pool(playground.database.service_url(), 1),
          watermarks(playground.database.service_url()),
          hub(pool, watermarks, sessions, eventstore::read_epoch(connection)) {
        while (projects.size() < count) create_project();
        become_known();
        for (auto const project : projects) REQUIRE(hub.board(connection, project, true));
    }

    ~LoadedBoards() {
        watermarks.stop();
        hub.stop();
        pool.stop();
    }

    void create_project() {
        auto const name = "Quay " + std::to_string(projects.size());
        projects.push_back(playground.fresh_id<ProjectId>());
        playground.run(
            commands::CreateProject{playground.workspace, projects.back(), {name}, {}, {}});
    }

    /// The read models take in everything there is.
    void become_known() {
        Projecting projecting{playground};
        REQUIRE(projecting.reaches(playground.head()));
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
    projections::Watermarks watermarks;
    api::Hub hub;
};

}  // namespace atelier::test
