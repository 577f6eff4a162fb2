#include <doctest/doctest.h>

#include "commands/import/imported_ids.hpp"
#include "tests/integration/import/office.hpp"
#include "tests/integration/import/written_board.hpp"

using namespace atelier;
using namespace atelier::test;
using tools::ImportFailureKind;

namespace {

commands::ImportedBoard small_board() {
    auto board = large_board(2);
    board.members = {{"m1", "Jonas B", "jonas_b"}, {"m2", "Mara", "mara"}};
    board.tasks[0].member_source_ids = {"m1", "m2"};
    return board;
}

}  // namespace

TEST_CASE("A member is matched by the e-mail address of an account of the workspace") {
    Office office;
    auto const jonas = office.person("jonas@example.org", WorkspaceRole::member);
    auto const board = small_board();
    auto const report = office.import(board, {.members = {{"jonas_b", "Jonas@Example.org"}}});
    WrittenBoard const written{office.connection, office.workspace, board};
    CHECK(written.task("task 1").assignees == std::vector{jonas});
    CHECK(report.left_out ==
          commands::ImportedCounts{{"assignees", 1}, {"members_without_match", 1}});
}

TEST_CASE("A member, an address or a person that is not there is refused, and nothing is written") {
    Office office;
    office.person("outsider@example.org", std::nullopt);
    auto const head = office.head();
    auto const refused = [&](std::string username, std::string email) {
        auto const failure = office.failed_import(small_board(), {.members = {{username, email}}});
        CHECK(failure.kind == ImportFailureKind::refused);
        return failure.message;
    };
    CHECK(refused("bob", "owner@example.org") ==
          "The board has no member with the user name bob; it has: jonas_b, mara.");
    CHECK(refused("mara", "nobody@example.org") ==
          "No account has the e-mail address nobody@example.org of mara.");
    CHECK(refused("mara", "outsider@example.org") ==
          "The board is refused: member m2 is matched to nobody of the workspace.");
    CHECK(office.head() == head);
}
