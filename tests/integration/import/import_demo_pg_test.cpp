#include <doctest/doctest.h>

#include <algorithm>

#include "commands/import/import_tasks.hpp"
#include "schemas/codec/json.hpp"
#include "tests/integration/import/office.hpp"
#include "tests/integration/import/written_board.hpp"

using namespace atelier;
using namespace atelier::test;

namespace {

/// All that two reports of the same import must agree in.
std::string without_place(commands::ImportReport report) {
    report.dry_run = false;
    report.position = 0;
    return codec::to_json(report);
}

}  // namespace

TEST_CASE("The demo board is in the log as it is in the file, with its history") {
    Office office;
    auto const board = demo_board();
    auto const report = office.import(board);
    CHECK(report.name == "Harbour");
    CHECK(report.project_key == "HARB");
    CHECK(report.project_created);
    CHECK(report.statuses == 5);
    CHECK(report.labels == 7);
    CHECK(report.tasks_created == std::ssize(board.tasks));
    CHECK(report.tasks_archived == 6);
    CHECK(report.tasks_already_there == 0);
    CHECK(report.left_out.at("comments") == 3);
    CHECK(report.left_out.at("attachments") == 2);
    CHECK(report.left_out.at("members_without_match") == 5);
    CHECK(report.position == office.head());
    WrittenBoard const written{office.connection, office.workspace, board};
    CHECK(written.differences() == "");
    CHECK(report.events_written == std::ssize(written.events()));
    using enum project::StatusCategory;
    CHECK(written.project().statuses.front().category == todo);
    CHECK(written.project().statuses.back().category == done);
}

TEST_CASE("The tasks of a board stand in the log in the order of their times") {
    Office office;
    auto const board = demo_board();
    office.import(board);
    WrittenBoard const written{office.connection, office.workspace, board};
    auto const& events = written.events();
    REQUIRE(events.size() > 100);
    CHECK(events.front().occurred_at() == events.front().recorded_at);  // the project
    CHECK(std::ranges::is_sorted(events.begin() + 1, events.end(), {},
                                 &eventstore::RecordedEvent::occurred_at));
    for (auto const& event : events) {
        CHECK(event.metadata.actor == office.owner);
        CHECK(event.workspace == office.workspace);
    }
}

TEST_CASE("The same file a second time adds nothing, on whatever node") {
    Office office;
    auto const board = demo_board();
    office.import(board);
    auto const head = office.head();
    auto const again = office.import(board);
    CHECK(!again.project_created);
    CHECK(again.project_key == "HARB");
    CHECK(again.tasks_created == 0);
    CHECK(again.tasks_archived == 0);
    CHECK(again.tasks_already_there == std::ssize(board.tasks));
    CHECK(again.events_written == 0);
    CHECK(office.head() == head);
    auto const other = office.other_node();
    CHECK(
        commands::import_board(*other, office.workspace, caller(office.owner), board).has_value());
    CHECK(office.head() == head);
}

TEST_CASE("A dry run writes nothing and says what the import will do") {
    Office office;
    auto const head = office.head();
    auto const dry = office.import(demo_board(), {.dry_run = true});
    CHECK(office.head() == head);
    CHECK(dry.dry_run);
    CHECK(dry.position == head);
    auto const real = office.import(demo_board());
    CHECK(without_place(dry) == without_place(real));
}

TEST_CASE("A dry run over a board that is there partly counts what is missing") {
    Office office;
    auto part = demo_board();
    part.tasks.resize(10);
    office.import(part);
    auto const head = office.head();
    auto const dry = office.import(demo_board(), {.dry_run = true});
    CHECK(office.head() == head);
    CHECK(!dry.project_created);
    CHECK(dry.tasks_already_there == 10);
    auto const real = office.import(demo_board());
    CHECK(without_place(dry) == without_place(real));
    CHECK(WrittenBoard(office.connection, office.workspace, demo_board()).project().exists);
}

TEST_CASE("Another workspace gets a board of its own") {
    Office office, other;
    auto const one = office.import(demo_board());
    auto const two = other.import(demo_board());
    CHECK(one.project != two.project);
    CHECK(two.tasks_created == one.tasks_created);
}

TEST_CASE("A large board is written in several chunks, each of which is told") {
    Office office;
    auto const board = large_board(commands::max_tasks_per_chunk * 2 + 1);
    std::vector<std::size_t> done;
    commands::ImportOptions options;
    options.on_progress = [&](commands::ImportProgress progress) {
        CHECK(progress.tasks == board.tasks.size());
        done.push_back(progress.tasks_done);
    };
    auto const report = office.import(board, std::move(options));
    CHECK(done == std::vector<std::size_t>{0, 400, 800, 801});
    CHECK(report.events_written == 1 + 3 * 801);
    WrittenBoard const written{office.connection, office.workspace, board};
    CHECK(written.differences() == "");
    CHECK(written.task("task 801").number == 801);
}
