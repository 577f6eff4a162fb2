#include <doctest/doctest.h>

#include "commands/import/imported_ids.hpp"
#include "tests/integration/import/office.hpp"
#include "tests/integration/import/written_board.hpp"

using namespace atelier;
using namespace atelier::test;
using commands::ImportFailureKind;

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

TEST_CASE(
    "A member whom nobody has named is found by e-mail address, then by a name that is theirs "
    "alone") {
    Office office;
    auto const jonas = office.person("jonas@example.org", WorkspaceRole::member, "Jonas");
    auto const mara = office.person("mara@example.org", WorkspaceRole::viewer, "mara  O");
    office.person("twin1@example.org", WorkspaceRole::member, "Twin");
    office.person("twin2@example.org", WorkspaceRole::member, "Twin");
    office.person("outsider@example.org", std::nullopt, "Outsider");
    auto board = large_board(1);
    board.members = {{"m1", "Somebody else", "jonas_b", "JONAS@example.org"},
                     {"m2", " Mara  O ", "mara"},
                     {"m3", "Twin", "twin"},
                     {"m4", "Outsider", "outsider"},
                     {"m5", "", "nameless"},
                     {"m6", "Jonas", "other_jonas"}};
    board.tasks[0].member_source_ids = {"m1", "m2", "m3", "m4", "m5", "m6"};
    auto const report = office.import(board);
    WrittenBoard const written{office.connection, office.workspace, board};
    CHECK(written.task("task 1").assignees == std::vector{jonas, mara});
    CHECK(report.left_out ==
          commands::ImportedCounts{{"assignees", 4}, {"members_without_match", 4}});
    REQUIRE(report.notes.size() >= 1);
    CHECK(report.notes.front() ==
          "Found among the members of the workspace by e-mail address or name: jonas_b, mara.");
}

TEST_CASE("Whom the caller names is not matched once more by name") {
    Office office;
    auto const jonas = office.person("jonas@example.org", WorkspaceRole::member, "Mara");
    auto const board = small_board();
    auto const report = office.import(board, {.members = {{"jonas_b", "jonas@example.org"}}});
    WrittenBoard const written{office.connection, office.workspace, board};
    CHECK(written.task("task 1").assignees == std::vector{jonas});
    CHECK(report.left_out.at("members_without_match") == 1);
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
