#include "projections/past/past.hpp"
#include "tests/integration/projections/projection_support.hpp"

using namespace atelier;
using namespace atelier::test;
using projections::Past;
using projections::PastOf;
using projections::PastProblem;

namespace {

constexpr int moments = 12;
constexpr int steps_between = 25;

using Tables = std::map<std::string, std::string>;

/// The same tables as `Playground::rows`, without the activity, as they were.
Tables rows_at(Playground& playground, Past const& past, eventstore::Connection& connection,
               PastOf const& of, eventstore::Position at) {
    past.prepare(connection);
    eventstore::Transaction transaction{connection};
    REQUIRE(past.fold(connection, of, at));
    Tables all;
    for (auto const& [name, row] : playground.rows()) {
        if (name.starts_with("activity.")) continue;
        auto const statement = past.tables().replaced_in(
            "select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from " + name +
            " t");
        all[name] = connection.execute(statement).string(0, 0);
    }
    if (at % 2 == 0) transaction.commit();
    return all;
}

PastOf whole(Playground const& playground) {
    PastOf of;
    of.everything_of = playground.workspace;
    of.streams = {stream_of(playground.user)};
    return of;
}

PastOf of_project(Playground const& playground) {
    PastOf of;
    of.project = playground.project;
    of.of_workspace = playground.workspace;
    return of;
}

}  // namespace

TEST_CASE("the past of a workspace has the rows that the read models had then") {
    Playground playground;
    Projecting projecting{playground};
    std::vector<std::pair<eventstore::Position, Tables>> seen;
    for (unsigned moment = 0; moment < moments; ++moment) {
        playground.play(steps_between, 31 + moment);
        auto const head = playground.head();
        REQUIRE(projecting.reaches(head));
        auto rows = playground.rows();
        std::erase_if(rows, [](auto const& one) { return one.first.starts_with("activity."); });
        seen.emplace_back(head, std::move(rows));
    }
    Past const past{playground.engine().keys};
    eventstore::Connection connection{playground.database.service_url()};
    for (auto const& [position, rows] : seen) {
        CAPTURE(position);
        CHECK(rows_at(playground, past, connection, whole(playground), position) == rows);
    }
}

TEST_CASE("the past of a project needs no read model to be level: what is missing is in the log") {
    Playground playground;
    Tables wanted;
    eventstore::Position middle = 0;
    {
        Projecting projecting{playground};
        playground.play(150, 41);
        middle = playground.head();
        REQUIRE(projecting.reaches(middle));
    }
    playground.play(100, 42);  // nobody projects these
    auto const head = playground.head();
    Past const past{playground.engine().keys};
    eventstore::Connection connection{playground.database.service_url()};
    auto const behind = rows_at(playground, past, connection, of_project(playground), head);
    auto const before = rows_at(playground, past, connection, of_project(playground), middle);
    Projecting projecting{playground};
    REQUIRE(projecting.reaches(head));
    auto const level = playground.rows();
    for (auto const* name : {"board.projects", "board.cards", "task.tasks"}) {
        CAPTURE(std::string{name});
        CHECK(behind.at(name) == level.at(name));
        CHECK(before.at(name) != level.at(name));
    }
}

TEST_CASE("the tables of the past are empty after each question") {
    Followed followed_log{30, 51};
    auto& [playground, projecting] = followed_log;
    Past const past{playground.engine().keys};
    eventstore::Connection connection{playground.database.service_url()};
    for (int round = 0; round < 2; ++round) {
        CHECK_FALSE(rows_at(playground, past, connection, whole(playground), playground.head())
                        .at("board.cards")
                        .empty());
        auto const left = past.tables().replaced_in("select count(*) from board.cards");
        CHECK(connection.execute(left).integer(0, 0) == 0);
    }
}

TEST_CASE("more events than may be read at once are refused before they are") {
    Followed followed_log{150, 61};
    auto& [playground, projecting] = followed_log;
    Past const past{playground.engine().keys, 20};
    eventstore::Connection connection{playground.database.service_url()};
    past.prepare(connection);
    eventstore::Transaction transaction{connection};
    auto const folded = past.fold(connection, whole(playground), playground.head());
    REQUIRE_FALSE(folded);
    CHECK(folded.error() == PastProblem::too_many_events);
    CHECK(past.fold(connection, whole(playground), 10));
}
