#include "commands/task/archive_task.hpp"
#include "commands/task/assign_task.hpp"
#include "commands/task/create_task.hpp"
#include "commands/task/edit_task.hpp"
#include "commands/task/label_task.hpp"
#include "commands/task/move_task.hpp"
#include "commands/task/references.hpp"
#include "commands/task/unarchive_task.hpp"
#include "tests/unit/commands/cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;

DateOrTime when(std::string_view text) { return DateOrTime::from_text(text).value(); }

template <class T>
Patch<T> to(T value) {
    return {Patch<T>::Kind::set, std::move(value)};
}

std::vector<Happening> on_paint(Event event) { return {{stream_of(paint), std::move(event)}}; }

std::vector<Happening> assigned(std::vector<UserId> people) {
    task::TaskEdited edited;
    edited.assignees = std::move(people);
    return on_paint(edited);
}

std::vector<Happening> labelled(std::vector<LabelId> labels) {
    task::TaskEdited edited;
    edited.labels = std::move(labels);
    return on_paint(edited);
}

EditTask edit_paint() {
    EditTask edit{};
    edit.task = paint;
    return edit;
}

}  // namespace

TEST_CASE("a task is archived and comes back") {
    given(some_tasks()).when(ArchiveTask{paint}, mia).then(on_paint(task::TaskArchived{}));
    auto const archived = joined(some_tasks(), on_paint(task::TaskArchived{}));
    given(archived).when(ArchiveTask{paint}, mia).then_nothing();
    given(archived).when(UnarchiveTask{paint}, mia).then(on_paint(task::TaskUnarchived{}));
    given(some_tasks()).when(UnarchiveTask{paint}, mia).then_nothing();
}

TEST_CASE("one person more is assigned, the others stay") {
    auto const one = joined(some_tasks(), assigned({olga}));
    given(some_tasks()).when(AssignTask{paint, mia}, mia).then(assigned({mia}));
    given(one).when(AssignTask{paint, mia}, mia).then(assigned({olga, mia}));
    given(one).when(AssignTask{paint, olga}, mia).then_nothing();
}

TEST_CASE("only members of the workspace can be assigned, and not too many") {
    given(some_tasks()).when(AssignTask{paint, stan}, mia).invalid({"user"});
    std::vector<UserId> crowd;
    for (std::size_t i = 0; i < assignees_per_task; ++i)
        crowd.push_back(id_of<UserId>(9, static_cast<std::uint8_t>(i)));
    given(joined(some_tasks(), assigned(crowd)))
        .when(AssignTask{paint, mia}, mia)
        .invalid({"user"});
}

TEST_CASE("who is taken off a task need not be a member any more") {
    auto const one = joined(some_tasks(), assigned({stan, olga}));
    given(one).when(UnassignTask{paint, stan}, mia).then(assigned({olga}));
    given(some_tasks()).when(UnassignTask{paint, mia}, mia).then_nothing();
}

TEST_CASE("a label of the project is put on a task and taken off") {
    given(some_tasks()).when(LabelTask{paint, urgent}, mia).then(labelled({urgent}));
    auto const one = joined(some_tasks(), labelled({urgent}));
    given(one).when(LabelTask{paint, urgent}, mia).then_nothing();
    given(one).when(UnlabelTask{paint, urgent}, mia).then(labelled({}));
    given(some_tasks()).when(UnlabelTask{paint, urgent}, mia).then_nothing();
    given(some_tasks()).when(LabelTask{paint, no_label}, mia).invalid({"label"});
}

TEST_CASE("a move to the top stands above everything placed so far") {
    MoveTask const move{sail, doing, {}, {}, ColumnEnd{true}};
    given(some_tasks())
        .when(move, mia)
        .then_once({{stream_of(sail), task::TaskMoved{doing, rank_at_top(noon, 2)}}});
    CHECK(rank_at_top(noon, 2) < rank_at_bottom(made_at(3), 3));
}

TEST_CASE("an end of the column and a neighbour cannot both be named") {
    given(some_tasks())
        .when(MoveTask{sail, doing, moor, {}, ColumnEnd{false}}, mia)
        .invalid({"place"});
}

TEST_CASE("type, start and estimate are set and cleared") {
    auto command = edit_paint();
    command.type = to(task::Type::bug);
    command.start = to(when("2026-11-20"));
    command.estimate_seconds = to<std::int64_t>(7'200);
    task::TaskEdited edited;
    edited.kind = task::Type::bug;
    edited.start = command.start;
    edited.estimate_seconds = command.estimate_seconds;
    given(some_tasks()).when(command, mia).then(on_paint(edited));
    auto cleared = edit_paint();
    cleared.start.kind = Patch<DateOrTime>::Kind::clear;
    task::TaskEdited without;
    without.start = cleared.start;
    given(joined(some_tasks(), on_paint(edited))).when(cleared, mia).then(on_paint(without));
    auto typeless = edit_paint();
    typeless.type.kind = Patch<task::Type>::Kind::clear;
    given(some_tasks()).when(typeless, mia).invalid({"type"});
}

TEST_CASE("a task is due no earlier than it starts; a day lasts until its end") {
    auto command = edit_paint();
    command.start = to(when("2026-11-21"));
    command.due = to(when("2026-11-21T09:00:00Z"));
    task::TaskEdited edited;
    edited.start = command.start;
    edited.due = command.due;
    given(some_tasks()).when(command, mia).then(on_paint(edited));
    command.due = to(when("2026-11-20"));
    given(some_tasks()).when(command, mia).invalid({"due"});
    auto later = edit_paint();
    later.start = to(when("2026-11-22"));
    given(joined(some_tasks(), on_paint(edited))).when(later, mia).invalid({"due"});
}

TEST_CASE("an estimate is neither negative nor beyond all measure") {
    for (std::int64_t const seconds : {std::int64_t{-1}, longest_estimate_seconds + 1}) {
        auto command = edit_paint();
        command.estimate_seconds = to(seconds);
        given(some_tasks()).when(command, mia).invalid({"estimate_seconds"});
    }
}

}  // namespace atelier::commands
