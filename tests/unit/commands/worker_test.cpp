#include "commands/task/announce_overdue.hpp"
#include "commands/task/unassign_former_member.hpp"
#include "tests/unit/commands/cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;

task::TaskEdited due_at(Timestamp due) {
    task::TaskEdited edited;
    edited.due = {Patch<DateOrTime>::Kind::set, due};
    return edited;
}

task::TaskEdited assigned_to(std::vector<UserId> people) {
    task::TaskEdited edited;
    edited.assignees = std::move(people);
    return edited;
}

std::vector<Happening> due(Timestamp time) {
    return joined(some_tasks(), {{stream_of(paint), due_at(time)}});
}

}  // namespace

TEST_CASE("a task that was due and is not done is announced once for each due time") {
    Happening const announced{stream_of(paint), task::TaskBecameOverdue{noon}};
    given(due(noon))
        .when(AnnounceOverdue{paint})
        .then({announced})
        .guards({stream_of(paint), stream_of(app)});
    Timestamp const earlier{noon.milliseconds - 1};
    auto const again = joined(due(noon), {announced, {stream_of(paint), due_at(earlier)}});
    given(again)
        .when(AnnounceOverdue{paint})
        .then({{stream_of(paint), task::TaskBecameOverdue{earlier}}});
}

TEST_CASE("a task is not overdue before its time, without one, done, archived or deleted") {
    given(due({noon.milliseconds + 1})).when(AnnounceOverdue{paint}).then_nothing();
    given(some_tasks()).when(AnnounceOverdue{paint}).then_nothing();
    given(some_tasks()).when(AnnounceOverdue{no_task}).then_nothing();
    for (Event const& ends : {Event{task::TaskMoved{done, Rank{"V"}}}, Event{task::TaskArchived{}},
                              Event{task::TaskDeleted{}}}) {
        given(joined(due(noon), {{stream_of(paint), ends}}))
            .when(AnnounceOverdue{paint})
            .then_nothing();
    }
}

TEST_CASE("who left is taken off a task, the others stay; who came back keeps it") {
    auto const assigned = joined(some_tasks(), {{stream_of(paint), assigned_to({mia, adam})}});
    auto const left = joined(assigned, {{stream_of(harbour), workspace::MemberRemoved{mia}}});
    given(left)
        .when(UnassignFormerMember{paint, mia})
        .then({{stream_of(paint), assigned_to({adam})}})
        .guards({stream_of(paint), stream_of(harbour)});
    given(assigned).when(UnassignFormerMember{paint, mia}).then_nothing();
    given(left).when(UnassignFormerMember{sail, mia}).then_nothing();
}

TEST_CASE("no person may do what the system does") {
    given(due(noon)).when(AnnounceOverdue{paint}, olga).rejected(RejectionCode::not_found);
    given(due(noon))
        .when(UnassignFormerMember{paint, mia}, olga)
        .rejected(RejectionCode::not_found);
}

}  // namespace atelier::commands
