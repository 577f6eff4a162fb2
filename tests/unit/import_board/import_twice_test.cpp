#include <doctest/doctest.h>

#include "tests/unit/import_board/importing.hpp"

using namespace atelier;
using namespace atelier::test;
using Lines = std::vector<std::string>;

namespace {

commands::ImportedBoard three_tasks() {
    return board(
        {card("c2", 2, {created(1, "todo", "first")}),
         card("c1", 1, {created(0, "todo", "second"), moved(2, "doing"), moved(3, "todo")}),
         card("c3", 3, {created(9, "todo", "third")})});
}

}  // namespace

TEST_CASE("The same board a second time adds nothing") {
    Importing importing;
    importing.all(three_tasks());
    importing.now = {noon.milliseconds + 3'600'000};
    auto const project = importing.project(three_tasks());
    REQUIRE(project.has_value());
    CHECK(project->events.empty());
    CHECK(project->claims.empty());
    auto const again = importing.tasks(three_tasks());
    REQUIRE(again.has_value());
    CHECK(again->decided.events.empty());
    CHECK(again->decided.claims.empty());
    CHECK(again->already_there == 3);
    CHECK(again->created == 0);
}

TEST_CASE("Another workspace gets another project") {
    Importing importing;
    CHECK(importing.project(three_tasks(), harbour)->events.size() == 1);
    CHECK(importing.project(three_tasks(), shipyard)->events.size() == 1);
}

TEST_CASE("An import that stopped half way is continued, with the order that it would have had") {
    Importing importing;
    CHECK(importing.project(three_tasks()).has_value());
    REQUIRE(importing.tasks(three_tasks(), {}, {1}).has_value());
    importing.now = {noon.milliseconds + 3'600'000};
    auto const rest = importing.tasks(three_tasks());
    REQUIRE(rest.has_value());
    CHECK(rest->created == 2);
    CHECK(rest->already_there == 1);
    CHECK(importing.titles_in(three_tasks(), "todo") == Lines{"first", "second", "third"});
    CHECK(importing.task_of(three_tasks(), "c1").number == 1);
    CHECK(importing.task_of(three_tasks(), "c2").number == 2);
    CHECK(importing.task_of(three_tasks(), "c3").number == 3);
}

TEST_CASE("What has been changed or deleted here since the first import stays as it is") {
    Importing importing;
    importing.all(three_tasks());
    auto const id = commands::ImportedIds(harbour, three_tasks()).task("c1");
    task::TaskEdited edited{};
    edited.title = "renamed here";
    importing.world.add({stream_of(id), edited});
    importing.world.add({stream_of(id), task::TaskDeleted{}});
    auto const again = importing.tasks(three_tasks());
    REQUIRE(again.has_value());
    CHECK(again->decided.events.empty());
    CHECK(importing.task_of(three_tasks(), "c1").title == "renamed here");
    CHECK(importing.task_of(three_tasks(), "c1").deleted);
}

TEST_CASE("A newer export adds its new tasks below those that are there") {
    Importing importing;
    importing.all(three_tasks());
    auto newer = three_tasks();
    newer.tasks.insert(newer.tasks.begin(), card("c4", 4, {created(20, "todo", "new")}));
    importing.now = {noon.milliseconds + 3'600'000};
    auto const added = importing.tasks(newer);
    REQUIRE(added.has_value());
    CHECK(added->created == 1);
    CHECK(importing.titles_in(newer, "todo") == Lines{"first", "second", "third", "new"});
    CHECK(importing.task_of(newer, "c4").number == 4);
}

TEST_CASE("What a newer export has in columns and labels that the project lacks is counted") {
    Importing importing;
    importing.all(three_tasks());
    auto newer = three_tasks();
    newer.statuses.push_back({"later", "Later", false});
    newer.labels.push_back({"new", "New", "#0000ff"});
    newer.tasks.push_back(card("c4", 4, {created(20, "later", "lost")}));
    newer.tasks.push_back(card(
        "c5", 5,
        {created(20, "later", "kept"), moved(21, "doing"), moved(22, "later"), moved(23, "done")}));
    newer.tasks.back().label_source_ids = {"new", "bug"};
    auto const added = importing.tasks(newer);
    REQUIRE(added.has_value());
    CHECK(added->created == 1);
    CHECK(added->left_out == commands::ImportedCounts{{"labels_of_tasks", 1},
                                                      {"moves_of_newer_lists", 2},
                                                      {"tasks_of_newer_lists", 1}});
    CHECK(!importing.task_of(newer, "c4").exists);
    CHECK(importing.titles_in(newer, "done") == Lines{"kept"});
    CHECK(names_and_times(added->decided).size() == 3);
}
