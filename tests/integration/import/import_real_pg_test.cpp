#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

#include "tests/integration/import/office.hpp"
#include "tests/integration/import/written_board.hpp"
#include "tools/atelier/trello_file.hpp"

// Exports of other people's boards; they are no part of the project, so the tests run where
// somebody has put them.

using namespace atelier;
using namespace atelier::test;

namespace {

struct RealBoard {
    char const* file;
    std::int64_t tasks;
    std::int64_t archived;
    std::int64_t labels;
};

constexpr RealBoard real_boards[]{{"game-project.json", 81, 23, 6},
                                  {"recalls-project.json", 69, 3, 12},
                                  {"small-2022.json", 10, 1, 8}};

/// Nothing, with a message, where the file is not there.
std::optional<commands::ImportedBoard> read(RealBoard const& real) {
    auto const* chosen = std::getenv("ATELIER_TEST_DATA");
    std::filesystem::path const folder{chosen ? chosen : ATELIER_DEFAULT_TEST_DATA};
    auto const path = folder / "trello" / real.file;
    if (!std::filesystem::exists(path)) {
        MESSAGE("skipped: " << path.string() << " is not there (see ATELIER_TEST_DATA)");
        return std::nullopt;
    }
    auto board = tools::read_trello_file(path);
    REQUIRE_MESSAGE(board.has_value(), board.error().reason);
    return std::move(*board);
}

}  // namespace

TEST_CASE("Real boards are in the log as they are in their files, and a second time add nothing") {
    Office office;
    for (auto const& real : real_boards) {
        std::string const name = real.file;
        CAPTURE(name);
        auto const board = read(real);
        if (!board) continue;
        auto const dry = office.import(*board, {.dry_run = true});
        auto const report = office.import(*board);
        CHECK(report.tasks_created == real.tasks);
        CHECK(report.tasks_archived == real.archived);
        CHECK(report.labels == real.labels);
        CHECK(dry.events_written == report.events_written);
        CHECK(dry.left_out == report.left_out);
        auto const head = office.head();
        CHECK(office.import(*board).tasks_already_there == real.tasks);
        CHECK(office.head() == head);
    }
}

TEST_CASE("Real boards are read back from the log without a difference") {
    for (auto const& real : real_boards) {
        std::string const name = real.file;
        CAPTURE(name);
        auto const board = read(real);
        if (!board) continue;
        Office office;
        auto const report = office.import(*board);
        WrittenBoard const written{office.connection, office.workspace, *board};
        CHECK(written.differences() == "");
        CHECK(report.events_written == std::ssize(written.events()));
        MESSAGE(name << ": " << report.events_written << " events");
    }
}
