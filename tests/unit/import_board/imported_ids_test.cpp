#include "commands/import/imported_ids.hpp"

#include <doctest/doctest.h>

#include <set>

#include "tests/unit/import_board/importing.hpp"

using namespace atelier;
using namespace atelier::test;
using commands::ImportedIds;

TEST_CASE("The same board in the same workspace always has the same ids") {
    auto const one = ImportedIds{harbour, board({})};
    auto const two = ImportedIds{harbour, board({})};
    CHECK(one.project() == two.project());
    CHECK(one.task("c1") == two.task("c1"));
    // Frozen: another id would import every board that is there a second time.
    CHECK(to_text(one.project()) == "384ade63-eb98-8ad4-b7a2-a689c23c90a6");
    CHECK(to_text(one.task("c1")) == "58ea2034-dcc0-8379-92d0-904c83eba3f5");
}

TEST_CASE("Another workspace, tool, board, kind or id makes another id") {
    auto other_board = board({});
    other_board.source_id = "b2";
    auto other_tool = board({});
    other_tool.source = "jira";
    std::set<std::string> const ids{to_text(ImportedIds(harbour, board({})).task("1")),
                                    to_text(ImportedIds(shipyard, board({})).task("1")),
                                    to_text(ImportedIds(harbour, other_board).task("1")),
                                    to_text(ImportedIds(harbour, other_tool).task("1")),
                                    to_text(ImportedIds(harbour, board({})).task("2")),
                                    to_text(ImportedIds(harbour, board({})).status("1")),
                                    to_text(ImportedIds(harbour, board({})).label("1")),
                                    to_text(ImportedIds(harbour, board({})).project())};
    CHECK(ids.size() == 8);
}

TEST_CASE("Where one part of an id ends and the next begins makes a difference") {
    auto one = board({});
    one.source = "trello";
    one.source_id = "12";
    auto two = one;
    two.source = "trello1";
    two.source_id = "2";
    CHECK(ImportedIds(harbour, one).project() != ImportedIds(harbour, two).project());
}

TEST_CASE("The ids are UUIDs of version 8") {
    auto const text = to_text(ImportedIds(harbour, board({})).task("c1"));
    CHECK(text[14] == '8');
    CHECK(std::string{"89ab"}.find(text[19]) != std::string::npos);
}
