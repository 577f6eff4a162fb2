#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/unit/import/made_up_export.hpp"

// Exports of other people's boards; they are no part of the project, so the tests run where
// somebody has put them.

using namespace atelier;
using namespace atelier::test;

namespace {

std::string read_file(std::filesystem::path const& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::filesystem::path data_folder() {
    auto const* chosen = std::getenv("ATELIER_TEST_DATA");
    return std::filesystem::path(chosen ? chosen : ATELIER_DEFAULT_TEST_DATA) / "trello";
}

/// Null, with a message, where the file is not there.
std::optional<commands::ImportedBoard> real_board(std::string const& name) {
    auto const path = data_folder() / name;
    if (!std::filesystem::exists(path)) {
        MESSAGE("skipped: " << path.string() << " is not there (see ATELIER_TEST_DATA)");
        return std::nullopt;
    }
    return parsed(read_file(path));
}

std::size_t archived_tasks(commands::ImportedBoard const& board) {
    return std::ranges::count_if(board.tasks, &commands::ImportedTask::archived);
}

std::size_t changes(commands::ImportedBoard const& board, commands::ImportedChange::Kind kind) {
    std::size_t count = 0;
    for (auto const& task : board.tasks) {
        count += std::ranges::count(task.history, kind, &commands::ImportedChange::kind);
    }
    return count;
}

/// Headings of their size, whether of a checklist or of the description itself.
std::size_t headings(commands::ImportedBoard const& board) {
    std::size_t count = 0;
    for (auto const& task : board.tasks) {
        for (auto place = task.description.find("### "); place != std::string::npos;
             place = task.description.find("### ", place + 1)) {
            ++count;
        }
    }
    return count;
}

using Kind = commands::ImportedChange::Kind;

}  // namespace

TEST_CASE("A real board with its full history is read without a gap") {
    auto const board = real_board("game-project.json");
    if (!board) return;
    CHECK(board->tasks.size() == 81);
    CHECK(archived_tasks(*board) == 23);
    CHECK(board->statuses.size() == 7);
    CHECK(board->labels.size() == 6);
    CHECK(board->members.size() == 3);
    CHECK(headings(*board) == 11);
    CHECK(changes(*board, Kind::moved) == 178);
    CHECK(std::ranges::count_if(board->tasks,
                                [](auto const& task) { return task.due.has_value(); }) == 21);
    CHECK(board->left_out.at("comments") == 3);
    CHECK(board->left_out.at("attachments") == 5);
    CHECK(board->adjusted.empty());
}

TEST_CASE("A real board of 2015 with closed lists is read without a gap") {
    auto const board = real_board("recalls-project.json");
    if (!board) return;
    CHECK(board->tasks.size() == 69);
    CHECK(archived_tasks(*board) == 3);
    CHECK(board->statuses.size() == 19);
    CHECK(std::ranges::count_if(board->statuses, &commands::ImportedStatus::closed) == 2);
    CHECK(board->labels.size() == 12);
    CHECK(board->adjusted == commands::ImportedCounts{{"labels_named_after_their_colour", 3}});
    CHECK(board->members.size() == 5);
    CHECK(changes(*board, Kind::moved) == 68);
    CHECK(board->left_out.at("comments") == 45);
}

TEST_CASE("A real board of 2022 with cards older than its actions is read") {
    auto const board = real_board("small-2022.json");
    if (!board) return;
    CHECK(board->tasks.size() == 10);
    CHECK(archived_tasks(*board) == 1);
    CHECK(board->statuses.size() == 5);
    CHECK(std::ranges::count_if(board->statuses, &commands::ImportedStatus::closed) == 1);
    CHECK(board->labels.size() == 8);
    CHECK(board->adjusted.at("labels_named_after_their_colour") == 5);
    CHECK(board->adjusted.at("inferred_creations") == 5);
    CHECK(board->members.size() == 1);
    CHECK(headings(*board) == 4 + 2);
    CHECK(changes(*board, Kind::moved) == 0);
    CHECK(board->left_out.at("comments") == 4);
}

TEST_CASE("No real board cut off in its middle is accepted, and none crashes the parser") {
    for (auto const* name : {"game-project.json", "recalls-project.json", "small-2022.json"}) {
        auto const path = data_folder() / name;
        if (!std::filesystem::exists(path)) {
            MESSAGE("skipped: " << path.string() << " is not there (see ATELIER_TEST_DATA)");
            continue;
        }
        auto const whole = read_file(path);
        for (std::size_t part = 1; part < 20; ++part) {
            CHECK(refusal(whole.substr(0, whole.size() * part / 20)).ends_with("ends too early"));
        }
    }
}
