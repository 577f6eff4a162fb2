#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "tests/unit/import/made_up_export.hpp"

using namespace atelier;
using namespace atelier::test;

namespace {

commands::ImportedBoard demo_board() {
    std::ifstream file(ATELIER_DEMO_BOARD, std::ios::binary);
    return parsed({std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()});
}

}  // namespace

TEST_CASE("The demo board is read whole; only its comments and attachments have no home yet") {
    auto const board = demo_board();
    CHECK(board.name == "Harbour");
    CHECK(board.left_out == commands::ImportedCounts{{"attachments", 2}, {"comments", 3}});
    CHECK(board.adjusted.empty());
    CHECK(board.notes.empty());
}

TEST_CASE("The demo board has enough on it to look at") {
    auto const board = demo_board();
    CHECK(board.statuses.size() == 5);
    CHECK(board.labels.size() == 7);
    CHECK(board.members.size() == 5);
    CHECK(board.tasks.size() >= 45);
    CHECK(std::ranges::count_if(board.tasks, &commands::ImportedTask::archived) == 6);
    std::size_t changes = 0;
    std::set<std::string> busy;
    for (auto const& task : board.tasks) {
        changes += task.history.size();
        if (!task.archived) busy.insert(task.status_source_id);
    }
    CHECK(changes >= 160);
    CHECK(busy.size() == 5);
}

TEST_CASE("The demo board's history is five weeks long and ends on 20 November 2026") {
    auto const board = demo_board();
    auto oldest = board.tasks.at(0).created_at;
    auto newest = oldest;
    for (auto const& task : board.tasks) {
        oldest = std::min(oldest, task.created_at);
        newest = std::max(newest, task.history.back().at);
    }
    CHECK(to_text(oldest).starts_with("2026-10-16"));
    CHECK(to_text(newest).starts_with("2026-11-20"));
}
