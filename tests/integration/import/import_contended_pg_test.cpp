#include <doctest/doctest.h>

#include <atomic>
#include <set>
#include <thread>

#include "commands/import/imported_ids.hpp"
#include "commands/task/create_task.hpp"
#include "tests/integration/import/office.hpp"
#include "tests/integration/import/run_command.hpp"
#include "tests/integration/import/written_board.hpp"

using namespace atelier;
using namespace atelier::test;

namespace {

/// Creates tasks until told to stop; how many.
int create_tasks(commands::Engine& engine, UserId actor, ProjectId project,
                 std::atomic<bool> const& stop) {
    int created = 0;
    while (!stop) {
        commands::CreateTask command{};
        command.project = project;
        command.task = TaskId{engine.ids.next(crypto::system_now())};
        command.title = {"Created meanwhile"};
        auto const outcome = run_command(engine, std::move(command), actor);
        if (std::holds_alternative<commands::Done>(outcome)) ++created;
    }
    return created;
}

std::set<std::int64_t> numbers_in(std::vector<eventstore::RecordedEvent> const& events) {
    std::set<std::int64_t> numbers;
    for (auto const& one : events) {
        if (auto const* created = std::get_if<task::TaskCreated>(&one.event)) {
            numbers.insert(created->number);
        }
    }
    return numbers;
}

}  // namespace

TEST_CASE("Two nodes that import the same board at once write it once") {
    Office office;
    auto const board = large_board(900);
    auto const other = office.other_node();
    std::optional<std::expected<commands::ImportReport, commands::ImportFailure>> theirs;
    std::thread thread{[&] {
        theirs = commands::import_board(*other, office.workspace, caller(office.owner), board);
    }};
    auto const ours =
        commands::import_board(*office.engine, office.workspace, caller(office.owner), board);
    thread.join();
    REQUIRE_MESSAGE(ours.has_value(), ours.error().message);
    REQUIRE_MESSAGE(theirs->has_value(), theirs->error().message);
    CHECK(ours->tasks_created + (*theirs)->tasks_created == 900);
    CHECK(ours->tasks_already_there + (*theirs)->tasks_already_there == 900);
    CHECK(ours->project_created != (*theirs)->project_created);
    WrittenBoard const written{office.connection, office.workspace, board};
    CHECK(written.differences() == "");
}

TEST_CASE("Tasks that others create meanwhile neither stop an import nor share its numbers") {
    Office office;
    auto board = large_board(1);
    office.import(board);
    board = large_board(2'000);
    auto const project = commands::ImportedIds(office.workspace, board).project();
    auto const other = office.other_node();
    std::atomic<bool> stop = false;
    int elsewhere = 0, here = 0;
    std::thread on_other{[&] { elsewhere = create_tasks(*other, office.owner, project, stop); }};
    std::thread on_same{[&] { here = create_tasks(*office.engine, office.owner, project, stop); }};
    auto const report =
        commands::import_board(*office.engine, office.workspace, caller(office.owner), board);
    stop = true;
    on_other.join();
    on_same.join();
    REQUIRE_MESSAGE(report.has_value(), report.error().message);
    CHECK(report->tasks_created == 1'999);
    WrittenBoard const written{office.connection, office.workspace, board};
    auto const numbers = numbers_in(written.events());
    auto const expected = 2'000 + elsewhere + here;
    CHECK(std::ssize(numbers) == expected);
    // What was proposed last and not used is proposed again when the next task comes.
    CHECK(*numbers.rbegin() < expected + 10);
    MESSAGE("created meanwhile: " << elsewhere << " on another node, " << here << " on the same");
}
