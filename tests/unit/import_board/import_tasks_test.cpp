#include "commands/import/import_tasks.hpp"

#include <doctest/doctest.h>

#include "commands/task/create_task.hpp"
#include "tests/unit/import_board/importing.hpp"

using namespace atelier;
using namespace atelier::test;
using Lines = std::vector<std::string>;

TEST_CASE("A task's history becomes events with times of their own, and ends in what it is") {
    auto const ferries =
        board({card("c1", 1,
                    {created(0, "todo", "Paint"), renamed(1, "Paint the hull"), moved(2, "doing"),
                     archived(3), restored(4), moved(5, "done"), archived(6)})});
    Importing importing;
    auto const done = importing.all(ferries);
    CHECK(names_and_times(done.decided) ==
          Lines{"TaskCreated 2026-11-01T08:00:00.000Z", "TaskEdited 2026-11-01T08:01:00.000Z",
                "TaskMoved 2026-11-01T08:02:00.000Z", "TaskArchived 2026-11-01T08:03:00.000Z",
                "TaskUnarchived 2026-11-01T08:04:00.000Z", "TaskMoved 2026-11-01T08:05:00.000Z",
                "TaskArchived 2026-11-01T08:06:00.000Z"});
    auto const first = std::get<task::TaskCreated>(done.decided.events.front().event);
    CHECK(first.title == "Paint");
    CHECK(first.status == importing.project_of(ferries).statuses[0].id);
    auto const state = importing.task_of(ferries, "c1");
    CHECK(state.title == "Paint the hull");
    CHECK(state.status == importing.project_of(ferries).statuses[2].id);
    CHECK(state.archived);
    CHECK(done.events == 7);
    CHECK(done.created == 1);
    CHECK(done.archived == 1);
}

TEST_CASE("A task has its description, labels and due date from its creation on") {
    auto ferries = board({card("c1", 1, {created(0, "todo", "A")})});
    ferries.tasks[0].description = "- [ ] sand";
    ferries.tasks[0].due = at(10'000);
    ferries.tasks[0].label_source_ids = {"idea", "bug"};
    Importing importing;
    importing.all(ferries);
    auto const state = importing.task_of(ferries, "c1");
    auto const labels = importing.project_of(ferries).labels;
    CHECK(state.description == "- [ ] sand");
    CHECK(state.due == at(10'000));
    CHECK(state.labels == std::vector{labels[1].id, labels[0].id});
    CHECK(state.priority == task::Priority::medium);
}

TEST_CASE("A task has its start date, unless that is after the date when it is due") {
    auto ferries =
        board({card("c1", 1, {created(0, "todo", "A")}), card("c2", 2, {created(1, "todo", "B")}),
               card("c3", 3, {created(2, "todo", "C")})});
    ferries.tasks[0].start = at(10'000);
    ferries.tasks[1].start = ferries.tasks[1].due = at(10'000);
    ferries.tasks[2].start = at(10'001);
    ferries.tasks[2].due = at(10'000);
    Importing importing;
    CHECK(importing.all(ferries).left_out ==
          commands::ImportedCounts{{"start_dates_after_their_due_dates", 1}});
    CHECK(importing.task_of(ferries, "c1").start == at(10'000));
    CHECK(importing.task_of(ferries, "c2").start == at(10'000));
    CHECK(importing.task_of(ferries, "c3").start == std::nullopt);
    CHECK(importing.task_of(ferries, "c3").due == at(10'000));
}

TEST_CASE("The events of a chunk are in the order of their times, each task's in its own") {
    auto const ferries =
        board({card("c1", 1, {created(5, "todo", "A"), moved(20, "done"), archived(20)}),
               card("c2", 2, {created(0, "todo", "B"), moved(10, "doing"), moved(20, "done")})});
    Importing importing;
    auto const done = importing.all(ferries);
    CHECK(names_and_times(done.decided) ==
          Lines{"TaskCreated 2026-11-01T08:00:00.000Z", "TaskCreated 2026-11-01T08:05:00.000Z",
                "TaskMoved 2026-11-01T08:10:00.000Z", "TaskMoved 2026-11-01T08:20:00.000Z",
                "TaskArchived 2026-11-01T08:20:00.000Z", "TaskMoved 2026-11-01T08:20:00.000Z"});
}

TEST_CASE("Columns have the order of the source, and what is created later comes below") {
    auto const ferries = board({card("c3", 3, {created(9, "todo", "first")}),
                                card("c1", 1, {created(0, "doing", "second"), moved(2, "todo")}),
                                card("c2", 2, {created(1, "todo", "third")}),
                                card("c4", 4, {created(3, "done", "other column")})});
    Importing importing;
    importing.all(ferries);
    CHECK(importing.titles_in(ferries, "todo") == Lines{"first", "second", "third"});
    CHECK(importing.titles_in(ferries, "doing").empty());
    CHECK(importing.task_of(ferries, "c2").rank < rank_at_bottom(at(9), 5));
    CHECK(importing.task_of(ferries, "c2").rank < rank_at_bottom(importing.now, 5));
}

TEST_CASE("Numbers follow those of the source, then the times, and are claimed") {
    auto const ferries =
        board({card("c9", 9, {created(0, "todo", "A")}), card("c2", 2, {created(7, "todo", "B")}),
               card("c5", 5, {created(3, "done", "C")})});
    Importing importing;
    auto const done = importing.all(ferries);
    CHECK(importing.task_of(ferries, "c2").number == 1);
    CHECK(importing.task_of(ferries, "c5").number == 2);
    CHECK(importing.task_of(ferries, "c9").number == 3);
    auto const project = commands::ImportedIds(harbour, ferries).project();
    REQUIRE(done.decided.claims.size() == 3);
    CHECK(done.decided.claims[0].claim.scope == commands::task_number_scope(project));
    CHECK(done.decided.claims[0].claim.key == commands::task_number_key(1));
    CHECK(!done.decided.claims[0].if_taken);
}

TEST_CASE("Members are assignees where the caller says who they are; the others are counted") {
    auto ferries = board({card("c1", 1, {created(0, "todo", "A")})});
    ferries.tasks[0].member_source_ids = {"m1", "m2"};
    Importing importing;
    CHECK(importing.project(ferries).has_value());
    auto const done = importing.tasks(ferries, {{"m2", ben}});
    REQUIRE(done.has_value());
    CHECK(importing.task_of(ferries, "c1").assignees == std::vector{ben});
    CHECK(done->left_out == commands::ImportedCounts{{"assignees", 1}});
}

TEST_CASE("Two members of the source who are one person here are one assignee") {
    auto ferries = board({card("c1", 1, {created(0, "todo", "A")})});
    ferries.tasks[0].member_source_ids = {"m1", "m2"};
    Importing importing;
    CHECK(importing.project(ferries).has_value());
    REQUIRE(importing.tasks(ferries, {{"m1", ben}, {"m2", ben}}).has_value());
    CHECK(importing.task_of(ferries, "c1").assignees == std::vector{ben});
}

TEST_CASE("Tasks are not written for somebody who is no member of the workspace") {
    auto const ferries = board({card("c1", 1, {created(0, "todo", "A")})});
    Importing importing;
    CHECK(importing.project(ferries).has_value());
    auto const done = importing.tasks(ferries, {{"m1", carla}});
    REQUIRE(!done.has_value());
    CHECK(done.error().code == commands::RejectionCode::validation_failed);
}

TEST_CASE("Tasks of one board are not written into the project of another") {
    auto const ferries = board({card("c1", 1, {created(0, "todo", "A")})});
    auto other = ferries;
    other.source_id = "b2";
    auto const project = commands::ImportedIds(harbour, other).project();
    given({{stream_of(harbour), workspace::WorkspaceCreated{"Harbour", "harbour", ana}},
           {stream_of(harbour), workspace::MemberAdded{ana, WorkspaceRole::owner}},
           {stream_of(project), project::ProjectCreated{harbour, "X", "X", "", {}, {}, {}}}})
        .when(
            commands::ImportTasks{
                project, std::make_shared<commands::ImportedBoard>(ferries), {0}, {}},
            ana)
        .invalid({"project"});
}

TEST_CASE("No event is dated later than now or earlier than the one before it") {
    auto const ferries = board({card("c1", 1, {created(10, "todo", "A"), moved(5, "doing")}),
                                card("c2", 2, {created(0, "todo", "B"), moved(90'000, "done")})});
    Importing importing;
    auto const done = importing.all(ferries);
    CHECK(names_and_times(done.decided) ==
          Lines{"TaskCreated 2026-11-01T08:00:00.000Z", "TaskCreated 2026-11-01T08:10:00.000Z",
                "TaskMoved 2026-11-01T08:10:00.000Z", "TaskMoved 2026-11-21T12:00:00.000Z"});
    CHECK(importing.task_of(ferries, "c2").rank < rank_at_bottom(importing.now, 3));
}

TEST_CASE("A task whose history ends elsewhere is set right at its end") {
    auto ferries = board({card("c1", 1, {created(0, "todo", "A")})});
    ferries.tasks[0].title = "B";
    ferries.tasks[0].status_source_id = "done";
    ferries.tasks[0].archived = true;
    Importing importing;
    auto const done = importing.all(ferries);
    CHECK(done.events == 4);
    auto const state = importing.task_of(ferries, "c1");
    CHECK(state.title == "B");
    CHECK(state.status == importing.project_of(ferries).statuses[2].id);
    CHECK(state.archived);
}

TEST_CASE("A change that changes nothing is no event") {
    auto const ferries = board(
        {card("c1", 1, {created(0, "todo", "A"), moved(1, "todo"), renamed(2, "A"), restored(3)})});
    Importing importing;
    CHECK(importing.all(ferries).events == 1);
}
