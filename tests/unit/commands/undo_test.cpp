#include "tests/unit/commands/undo_cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;
using task::TaskArchived;
using task::TaskDeleted;
using task::TaskMoved;
using task::TaskRestored;
using task::TaskUnarchived;

TaskMoved const to_doing{doing, Rank{"V01"}};
TaskMoved const to_done{done, Rank{"V02"}};

/// What each event does is taken back by this one, and that in turn by the first one again.
void goes_and_comes(Event const& event, Event const& opposite) {
    CAPTURE(show(stream_of(paint), event));
    given(history({did(mia, event)})).when(undo(2), mia).then(on_paint(opposite));
    given(history({did(mia, event), undid(mia, 2, opposite)}))
        .when(undo(3), mia)
        .then(on_paint(event));
}

}  // namespace

TEST_CASE("a move, an archiving and a deletion are undone, and the undo is undone") {
    goes_and_comes(to_doing, TaskMoved{todo, rank_of(1)});
    goes_and_comes(TaskArchived{}, TaskUnarchived{});
    goes_and_comes(TaskDeleted{}, TaskRestored{});
}

TEST_CASE("what takes an archiving or a deletion back is undone too") {
    auto const archived = std::vector{did(mia, TaskArchived{}), did(mia, TaskUnarchived{})};
    given(history(archived)).when(undo(3), mia).then(on_paint(TaskArchived{}));
    auto const deleted = std::vector{did(mia, TaskDeleted{}), did(mia, TaskRestored{})};
    given(history(deleted)).when(undo(3), mia).then(on_paint(TaskDeleted{}));
}

TEST_CASE("an undo says which event it undoes, and guards all that it looked at") {
    auto const when = given(history({did(mia, to_doing)}))
                          .when(undo(2), mia)
                          .guards({stream_of(paint), stream_of(app), stream_of(harbour)});
    REQUIRE(when.decision()->events.size() == 1);
    CHECK(when.decision()->events.front().undoes == of_paint(2));
}

TEST_CASE("an event that is undone already is not undone again, until the undo is undone") {
    auto const back = TaskMoved{todo, rank_of(1)};
    auto past = std::vector{did(mia, to_doing), undid(max, 2, back)};
    given(history(past)).when(undo(2), mia).then_nothing();
    past.push_back(undid(max, 3, to_doing));
    given(history(past)).when(undo(2), mia).then(on_paint(back));
}

TEST_CASE("what does not hold any more anyway needs no undo") {
    auto const back = TaskMoved{todo, rank_of(1)};
    given(history({did(mia, to_doing), did(max, back)})).when(undo(2), mia).then_nothing();
    given(history({did(mia, TaskArchived{}), did(max, TaskUnarchived{})}))
        .when(undo(2), mia)
        .then_nothing();
    given(history({did(mia, TaskDeleted{}), did(max, TaskRestored{})}))
        .when(undo(2), mia)
        .then_nothing();
}

TEST_CASE("a task that was moved again does not go back, and is told by which event") {
    auto const when = given(history({did(mia, to_doing), did(max, to_done)})).when(undo(2), mia);
    auto const& no = when.decision().error();
    CHECK(no.code == RejectionCode::changed_later);
    REQUIRE(no.fields.size() == 1);
    CHECK(no.fields.front().path == "status");
    CHECK(no.fields.front().message.find(to_text(of_paint(3))) != std::string::npos);
    CHECK(no.message.find("by somebody else") != std::string::npos);
    given(history({did(mia, to_doing), did(max, TaskMoved{doing, Rank{"V09"}})}))
        .when(undo(2), mia)
        .rejected(RejectionCode::changed_later);
}

TEST_CASE("a task does not go back to a column that was deleted, and hears how it was called") {
    auto const past = joined(history({did(mia, to_doing), did(max, to_done)}),
                             {{stream_of(app), project::StatusDeleted{doing}}});
    auto const when = given(past).when(undo(3), max);
    REQUIRE(!when.decision().has_value());
    CHECK(when.decision().error().code == RejectionCode::status_deleted);
    CHECK(when.decision().error().message.find("In progress") != std::string::npos);
}

TEST_CASE("a creation is undone by a deletion, as long as nothing was made of the task") {
    given(history({})).when(undo(1), mia).then(on_paint(TaskDeleted{}));
    auto const when =
        given(history({did(max, titled("Sand")), did(mia, to_doing), did(mia, TaskArchived{})}))
            .when(undo(1), mia);
    REQUIRE(!when.decision().has_value());
    CHECK(when.decision().error().code == RejectionCode::changed_later);
    std::vector<std::string> paths;
    for (auto const& field : when.decision().error().fields) paths.push_back(field.path);
    CHECK(paths == std::vector<std::string>{"title", "status", "archived"});
    // Changed and changed back: it is what it was.
    given(history({did(mia, to_doing), undid(mia, 2, TaskMoved{todo, rank_of(1)})}))
        .when(undo(1), mia)
        .then(on_paint(TaskDeleted{}));
}

TEST_CASE("of a deleted task only its deletion can be undone: anything else is not there") {
    auto const past = history({did(mia, to_doing), did(mia, TaskDeleted{})});
    given(past).when(undo(2), mia).rejected(RejectionCode::not_found);
    given(past).when(undo(3), mia).then(on_paint(TaskRestored{}));
}

TEST_CASE("members undo what others did; viewers and strangers undo nothing") {
    auto const past = history({did(mia, to_doing)});
    given(past).when(undo(2), max).then(on_paint(TaskMoved{todo, rank_of(1)}));
    given(past).when(undo(2), vic).rejected(RejectionCode::forbidden);
    given(past).when(undo(2), stan).rejected(RejectionCode::not_found);
    given(past).when(undo(2)).rejected(RejectionCode::unauthenticated);
    given(past).when(UndoLastChange{paint}, vic).rejected(RejectionCode::forbidden);
    given(past).when(UndoLastChange{paint}, stan).rejected(RejectionCode::not_found);
}

TEST_CASE("who may not delete undoes the own deletion and creation, not those of others") {
    // A member of the project edits tasks and does not delete them.
    std::vector<Happening> const joins{
        {stream_of(app), project::ProjectMemberAdded{mia, ProjectRole::member, 1}}};
    auto const deleted_by = [&](UserId by) {
        return joined(history({did(by, TaskDeleted{})}), joins);
    };
    given(deleted_by(mia)).when(undo(2), mia).then(on_paint(TaskRestored{}));
    given(deleted_by(max)).when(undo(2), mia).rejected(RejectionCode::forbidden);
    given(joined(history({}), joins)).when(undo(1), mia).then(on_paint(TaskDeleted{}));
    given(deleted_by(mia)).when(undo(2), max).then(on_paint(TaskRestored{}));
}

TEST_CASE("in an archived project nothing is undone") {
    auto const past =
        joined(history({did(mia, to_doing)}), {{stream_of(app), project::ProjectArchived{}}});
    given(past).when(undo(2), mia).rejected(RejectionCode::project_archived);
}

TEST_CASE("what the service says of a task, what was imported and what is no task's stays") {
    auto imported = did(mia, to_doing);
    imported.command = "ImportTasks";
    given(history({{stream_of(paint), task::TaskBecameOverdue{Date{}}}}))
        .when(undo(2), mia)
        .rejected(RejectionCode::cannot_be_undone);
    given(history({imported})).when(undo(2), mia).rejected(RejectionCode::cannot_be_undone);
    UndoEvent const of_workspace{stream_of(harbour), event_of(stream_of(harbour), 1)};
    given(history({})).when(of_workspace, mia).rejected(RejectionCode::cannot_be_undone);
    given(history({})).when(of_workspace, stan).rejected(RejectionCode::not_found);
    given(history({})).when(undo(9), mia).rejected(RejectionCode::not_found);
}

TEST_CASE("the last change is the caller's own, and the next time the one before it") {
    auto past = std::vector{did(mia, titled("Sand")), did(mia, to_doing), did(max, TaskArchived{})};
    given(history(past))
        .when(UndoLastChange{paint}, mia)
        .then_once(on_paint(TaskMoved{todo, rank_of(1)}));
    past.push_back(undid(mia, 3, TaskMoved{todo, rank_of(1)}));
    given(history(past)).when(UndoLastChange{paint}, mia).then_once(on_paint(titled("Task 1")));
    past.push_back(undid(mia, 2, titled("Task 1")));
    given(history(past))
        .when(UndoLastChange{paint}, mia)
        .rejected(RejectionCode::changed_later);  // it is archived, so it is not just created
    given(history(past)).when(UndoLastChange{paint}, max).then_once(on_paint(TaskUnarchived{}));
    given(history(past)).when(UndoLastChange{paint}, adam).rejected(RejectionCode::nothing_to_undo);
}

TEST_CASE("the last change is one that still holds") {
    auto const back = TaskMoved{todo, rank_of(1)};
    auto const past = history({did(mia, titled("Sand")), did(mia, to_doing), did(max, back)});
    given(past).when(UndoLastChange{paint}, mia).then_once(on_paint(titled("Task 1")));
}

TEST_CASE("the last change of a deleted task is its deletion, or there is nothing here") {
    given(history({did(mia, TaskDeleted{})}))
        .when(UndoLastChange{paint}, mia)
        .then_once(on_paint(TaskRestored{}));
    given(history({did(mia, to_doing), did(max, TaskDeleted{})}))
        .when(UndoLastChange{paint}, mia)
        .rejected(RejectionCode::not_found);
}

}  // namespace atelier::commands
