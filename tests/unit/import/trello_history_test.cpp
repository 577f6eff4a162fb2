#include <doctest/doctest.h>

#include "tests/unit/import/made_up_export.hpp"

using namespace atelier;
using namespace atelier::test;

using Lines = std::vector<std::string>;

namespace {

commands::ImportedTask task_of(std::string const& card_json, Lines const& newest_first) {
    return parsed(board({card_json}, newest_first)).tasks.at(0);
}

}  // namespace

TEST_CASE("A history that the file has whole is taken as it is, oldest first") {
    auto const task =
        task_of(card(card_1, "done", R"(,"closed":true)", "Paint the hull blue"),
                {archived(card_1, "2025-11-05T10:00:00.000Z"),
                 moved(card_1, "2025-11-04T10:00:00.000Z", "doing", "done"),
                 renamed(card_1, "2025-11-03T10:00:00.000Z", "Paint", "Paint the hull blue"),
                 moved(card_1, "2025-11-02T10:00:00.000Z", "todo", "doing"),
                 created(card_1, "2025-10-27T23:28:00.120Z", "todo", "Paint")});
    CHECK(in_short(task.history) == Lines{"created todo \"Paint\"", "moved doing",
                                          "renamed \"Paint the hull blue\"", "moved done",
                                          "archived"});
    CHECK(to_text(task.created_at) == "2025-10-27T23:28:00.120Z");
    CHECK(to_text(task.history[3].at) == "2025-11-04T10:00:00.000Z");
    CHECK(task.history[3].actor_source_id == "ana");
    CHECK(task.history[3].actor_name == "Ana Lima");
}

TEST_CASE("A whole history is neither adjusted nor left out") {
    auto const board_read = parsed(
        board({card(card_1, "doing")}, {moved(card_1, "2025-11-02T10:00:00.000Z", "todo", "doing"),
                                        created(card_1, "2025-10-27T23:28:00.120Z", "todo")}));
    CHECK(board_read.adjusted.empty());
    CHECK(board_read.left_out.empty());
    CHECK(board_read.notes.empty());
}

TEST_CASE(
    "A card without a creation in the file is as old as its id and began where its first move "
    "began") {
    auto const board_read = parsed(board(
        {card(card_1, "done")}, {moved(card_1, "2025-11-04T10:00:00.000Z", "doing", "done")}));
    auto const& task = board_read.tasks.at(0);
    CHECK(in_short(task.history) == Lines{"created doing \"Paint the hull\"", "moved done"});
    CHECK(to_text(task.created_at) == "2025-10-27T23:28:00.000Z");
    CHECK(task.history[0].actor_name == "");
    CHECK(board_read.adjusted == commands::ImportedCounts{{"inferred_creations", 1}});
}

TEST_CASE("A card without any action was created where it is, with the title that it has") {
    auto const board_read = parsed(board({card(card_1, "done")}));
    CHECK(in_short(board_read.tasks.at(0).history) == Lines{"created done \"Paint the hull\""});
    CHECK(board_read.notes.size() == 1);
}

TEST_CASE("A first title that the file does not have is the old name of the first renaming") {
    auto const task =
        task_of(card(card_1, "done"),
                {renamed(card_1, "2025-11-04T10:00:00.000Z", "Hull", "Paint the hull")});
    CHECK(in_short(task.history) == Lines{"created done \"Hull\"", "renamed \"Paint the hull\""});
}

TEST_CASE("What the actions do not explain is inferred at the time of the last activity") {
    auto const board_read =
        parsed(board({card(card_1, "done", R"(,"closed":true)", "New title")},
                     {created(card_1, "2025-10-28T10:00:00.000Z", "todo", "Old title")}));
    auto const& task = board_read.tasks.at(0);
    CHECK(in_short(task.history) ==
          Lines{"created todo \"Old title\"", "moved done", "renamed \"New title\"", "archived"});
    CHECK(to_text(task.history.back().at) == "2025-11-20T08:00:00.000Z");
    CHECK(board_read.adjusted == commands::ImportedCounts{{"inferred_changes", 3}});
}

TEST_CASE("Inferred changes never come before known ones") {
    auto const task =
        task_of(card(card_1, "done"), {moved(card_1, "2025-12-01T10:00:00.000Z", "todo", "doing"),
                                       created(card_1, "2025-10-28T10:00:00.000Z", "todo")});
    CHECK(to_text(task.history.back().at) == "2025-12-01T10:00:00.000Z");
}

TEST_CASE("A card that was archived and restored is not archived") {
    auto const task =
        task_of(card(card_1, "todo"), {archived(card_1, "2025-11-03T10:00:00.000Z", false),
                                       archived(card_1, "2025-11-02T10:00:00.000Z", true),
                                       created(card_1, "2025-10-28T10:00:00.000Z", "todo")});
    CHECK(in_short(task.history) ==
          Lines{"created todo \"Paint the hull\"", "archived", "restored"});
    CHECK_FALSE(task.archived);
}

TEST_CASE("A move into a list that the file does not have is skipped and counted") {
    auto const board_read = parsed(
        board({card(card_1, "doing")}, {moved(card_1, "2025-11-03T10:00:00.000Z", "gone", "doing"),
                                        moved(card_1, "2025-11-02T10:00:00.000Z", "todo", "gone"),
                                        created(card_1, "2025-10-28T10:00:00.000Z", "todo")}));
    CHECK(in_short(board_read.tasks.at(0).history) ==
          Lines{"created todo \"Paint the hull\"", "moved doing"});
    CHECK(board_read.left_out == commands::ImportedCounts{{"moves_of_unknown_lists", 1}});
}

TEST_CASE(
    "A card created in a list that the file does not have began in the first list that is known") {
    auto const task =
        task_of(card(card_1, "done"), {moved(card_1, "2025-11-03T10:00:00.000Z", "doing", "done"),
                                       moved(card_1, "2025-11-02T10:00:00.000Z", "gone", "doing"),
                                       created(card_1, "2025-10-28T10:00:00.000Z", "gone")});
    CHECK(in_short(task.history) == Lines{"created doing \"Paint the hull\"", "moved done"});
}

TEST_CASE("A card that came from another board or came back from one has its moves") {
    auto const came =
        action("moveCardToBoard", "2025-11-01T10:00:00.000Z",
               std::string(R"("card":{"id":")") + card_1 + R"("},"list":{"id":"doing"})");
    auto const task = task_of(card(card_1, "doing"), {came});
    CHECK(in_short(task.history) == Lines{"created doing \"Paint the hull\""});
    CHECK(to_text(task.created_at) == "2025-11-01T10:00:00.000Z");
    auto const returned =
        task_of(card(card_1, "doing"), {came, created(card_1, "2025-10-28T10:00:00.000Z", "todo")});
    CHECK(in_short(returned.history) == Lines{"created todo \"Paint the hull\"", "moved doing"});
}

TEST_CASE("Actions of equal times keep the file's sequence, whose last is the oldest") {
    auto const at = "2025-11-02T10:00:00.000Z";
    auto const task = task_of(card(card_1, "done"),
                              {moved(card_1, at, "doing", "done"),
                               moved(card_1, at, "todo", "doing"), created(card_1, at, "todo")});
    CHECK(in_short(task.history) ==
          Lines{"created todo \"Paint the hull\"", "moved doing", "moved done"});
}

TEST_CASE("Cards of a closed list are archived when their list was closed") {
    auto const closing = action("updateList", "2025-11-10T10:00:00.000Z",
                                R"("list":{"id":"old","closed":true},"old":{"closed":false})");
    auto const board_read = parsed(board(
        {card(card_1, "old")}, {closing, created(card_1, "2025-10-28T10:00:00.000Z", "old")}));
    auto const& task = board_read.tasks.at(0);
    CHECK(task.archived);
    CHECK(in_short(task.history) == Lines{"created old \"Paint the hull\"", "archived"});
    CHECK(to_text(task.history[1].at) == "2025-11-10T10:00:00.000Z");
    CHECK(task.history[1].actor_name == "Ana Lima");
    CHECK(board_read.adjusted == commands::ImportedCounts{{"archived_with_their_list", 1}});
}

TEST_CASE("Each action that is not history of a task is counted once, by kind") {
    auto const board_read =
        parsed(board({card(card_1, "todo")},
                     {action("commentCard", "2025-11-09T10:00:00.000Z",
                             std::string(R"("text":"Nice","card":{"id":")") + card_1 + "\"}"),
                      action("commentCard", "2025-11-08T10:00:00.000Z",
                             std::string(R"("text":"Why?","card":{"id":")") + deleted_card + "\"}"),
                      action("deleteCard", "2025-11-07T10:00:00.000Z",
                             std::string(R"("card":{"id":")") + deleted_card + "\"}"),
                      created(deleted_card, "2025-11-06T10:00:00.000Z", "todo"),
                      action("updateCard", "2025-11-05T10:00:00.000Z",
                             std::string(R"("card":{"id":")") + card_1 + R"("},"old":{"desc":""})"),
                      action("createBoard", "2025-10-01T10:00:00.000Z", ""),
                      created(card_1, "2025-10-28T10:00:00.000Z", "todo")}));
    CHECK(board_read.left_out == commands::ImportedCounts{{"comments", 1},
                                                          {"history_of_deleted_cards", 3},
                                                          {"other_history", 2}});
}

TEST_CASE("A file with as many actions as Trello exports says that history may be missing") {
    Lines const actions(1'000, action("createBoard", "2025-10-01T10:00:00.000Z", ""));
    auto const board_read = parsed(board({card(card_1, "todo")}, actions));
    REQUIRE(board_read.notes.size() == 1);
    CHECK(board_read.notes[0].find("1,000") != std::string::npos);
}
