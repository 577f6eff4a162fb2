#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "commands/task/references.hpp"
#include "tests/unit/import_board/importing.hpp"

using namespace atelier;
using namespace atelier::test;

namespace {

commands::ImportedBoard board_of(std::size_t tasks, std::size_t moves = 0, std::size_t text = 0) {
    std::vector<commands::ImportedTask> all;
    for (std::size_t i = 0; i < tasks; ++i) {
        auto const number = static_cast<std::int64_t>(tasks - i);
        all.push_back(card("c" + std::to_string(number), number, {created(number, "todo", "A")}));
        for (std::size_t move = 0; move < moves; ++move) {
            all.back().history.push_back(moved(number, move % 2 == 0 ? "doing" : "todo"));
        }
        all.back().status_source_id = moves % 2 == 0 ? "todo" : "doing";
        all.back().description = std::string(text, 'x');
    }
    return board(std::move(all));
}

}  // namespace

TEST_CASE("Chunks hold every task once, in the order of the numbers") {
    auto const ferries = board_of(1'001);
    auto const chunks = commands::import_chunks(ferries);
    REQUIRE(chunks.size() == 3);
    CHECK(chunks[0].size() == commands::max_tasks_per_chunk);
    std::vector<std::int64_t> numbers;
    for (auto const& chunk : chunks) {
        for (auto const place : chunk) numbers.push_back(ferries.tasks[place].source_number);
    }
    CHECK(numbers.size() == 1'001);
    CHECK(std::ranges::is_sorted(numbers));
    CHECK(std::set(numbers.begin(), numbers.end()).size() == 1'001);
}

TEST_CASE("A chunk ends before it has too many changes or too much text") {
    CHECK(commands::import_chunks(board_of(10, 2'000)).size() == 5);
    CHECK(commands::import_chunks(board_of(200, 0, 65'536)).size() > 3);
    CHECK(commands::import_chunks(board_of(3, commands::max_imported_history - 1)).size() == 3);
    CHECK(commands::import_chunks(board({})).empty());
}

TEST_CASE("No chunk has more events than one append may have") {
    auto const ferries = board_of(40, 400);
    Importing importing;
    REQUIRE(importing.project(ferries).has_value());
    std::int64_t events = 0;
    for (auto const& chunk : commands::import_chunks(ferries)) {
        auto const done = importing.tasks(ferries, {}, chunk);
        REQUIRE(done.has_value());
        CHECK(done->decided.events.size() <= commands::max_changes_per_chunk);
        events += done->events;
    }
    CHECK(events == 40 * 401);
    CHECK(importing.titles_in(ferries, "todo").size() == 40);
}

TEST_CASE("A task gets at most as many labels as tasks may have, and the rest is counted") {
    auto ferries = board_of(1);
    for (std::size_t i = 0; i < commands::labels_per_task + 7; ++i) {
        auto const id = "label " + std::to_string(i);
        ferries.labels.push_back({id, id, "#000000"});
        ferries.tasks[0].label_source_ids.push_back(id);
    }
    Importing importing;
    auto const done = importing.all(ferries);
    CHECK(importing.task_of(ferries, "c1").labels.size() == commands::labels_per_task);
    CHECK(done.left_out == commands::ImportedCounts{{"labels_of_tasks", 7}});
}
