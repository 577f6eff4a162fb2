#include "commands/task/references.hpp"
#include "tests/unit/commands/undo_cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;
using task::TaskEdited;

DateOrTime day(char const* text) { return DateOrTime::from_text(text).value(); }

template <class T>
Patch<T> set(T value) {
    return {Patch<T>::Kind::set, std::move(value)};
}

TaskEdited everything() {
    TaskEdited edited;
    edited.title = "Sand";
    edited.description = "Twice";
    edited.priority = task::Priority::high;
    edited.assignees = {olga, mia};
    edited.labels = {urgent};
    edited.due = set(day("2026-12-01"));
    edited.kind = task::Type::bug;
    edited.start = set(day("2026-11-01"));
    edited.estimate_seconds = set(std::int64_t{3600});
    return edited;
}

TaskEdited nothing_again() {
    TaskEdited edited;
    edited.title = "Task 1";
    edited.description = "";
    edited.priority = task::Priority::medium;
    edited.assignees.emplace();
    edited.labels.emplace();
    edited.due.kind = Patch<DateOrTime>::Kind::clear;
    edited.kind = task::Type::task;
    edited.start.kind = Patch<DateOrTime>::Kind::clear;
    edited.estimate_seconds.kind = Patch<std::int64_t>::Kind::clear;
    return edited;
}

TaskEdited due_on(char const* date) {
    TaskEdited edited;
    edited.due = set(day(date));
    return edited;
}
TaskEdited from(char const* date) {
    TaskEdited edited;
    edited.start = set(day(date));
    return edited;
}

}  // namespace

TEST_CASE("an edit of every field is undone at once, and the undo is undone") {
    given(history({did(mia, everything())})).when(undo(2), mia).then(on_paint(nothing_again()));
    given(history({did(mia, everything()), undid(mia, 2, nothing_again())}))
        .when(undo(3), mia)
        .then(on_paint(everything()));
}

TEST_CASE("what others changed in other fields stays") {
    TaskEdited priority;
    priority.priority = task::Priority::urgent;
    given(history({did(mia, titled("Sand")), did(max, priority),
                   did(max, task::TaskMoved{doing, Rank{"V01"}})}))
        .when(undo(2), mia)
        .then(on_paint(titled("Task 1")));
}

TEST_CASE("an edit of two fields is not half undone where one of them was changed again") {
    auto both = titled("Sand");
    both.priority = task::Priority::high;
    auto const when =
        given(history({did(mia, both), did(mia, titled("Paint"))})).when(undo(2), mia);
    REQUIRE(!when.decision().has_value());
    auto const& no = when.decision().error();
    CHECK(no.code == RejectionCode::changed_later);
    REQUIRE(no.fields.size() == 1);
    CHECK(no.fields.front().path == "title");
    CHECK(no.message.find("by you") != std::string::npos);
    // One that is as it was before needs nothing; the other goes back.
    TaskEdited medium;
    medium.priority = task::Priority::medium;
    given(history({did(mia, both), did(max, titled("Task 1"))}))
        .when(undo(2), mia)
        .then(on_paint(medium));
}

TEST_CASE("people and labels count one by one, whatever became of the others") {
    given(history({did(mia, assigned_to({mia})), did(max, assigned_to({mia, olga}))}))
        .when(undo(2), mia)
        .then(on_paint(assigned_to({olga})));
    given(history({did(mia, assigned_to({mia, olga})), did(mia, assigned_to({olga})),
                   did(max, assigned_to({olga, max}))}))
        .when(undo(3), mia)
        .then(on_paint(assigned_to({olga, max, mia})));
    // Taken off again by somebody else: it does not hold any more.
    given(history({did(mia, assigned_to({mia})), did(max, assigned_to({}))}))
        .when(undo(2), mia)
        .then_nothing();
}

TEST_CASE("people come back in their former order") {
    given(history({did(mia, assigned_to({mia, olga, max})), did(mia, assigned_to({mia, max}))}))
        .when(undo(3), mia)
        .then(on_paint(assigned_to({mia, olga, max})));
}

TEST_CASE("somebody who has left the workspace is not assigned again") {
    auto const past = joined(history({did(mia, assigned_to({max})), did(mia, assigned_to({}))}),
                             {{stream_of(harbour), workspace::MemberRemoved{max}}});
    given(past).when(undo(3), mia).rejected(RejectionCode::person_left);
}

TEST_CASE("a label that was deleted does not come back; one that was put on is gone anyway") {
    std::vector<Happening> const deleted{{stream_of(app), project::LabelDeleted{urgent}}};
    auto const off = history({did(mia, labelled({urgent})), did(mia, labelled({}))});
    auto const when = given(joined(off, deleted)).when(undo(3), mia);
    REQUIRE(!when.decision().has_value());
    CHECK(when.decision().error().code == RejectionCode::label_deleted);
    CHECK(when.decision().error().message.find("urgent") != std::string::npos);
    given(off).when(undo(3), mia).then(on_paint(labelled({urgent})));
    given(joined(history({did(mia, labelled({urgent}))}), deleted))
        .when(undo(2), mia)
        .then_nothing();
}

TEST_CASE("no undo makes a task due before it starts, unless it was so") {
    auto const past = history({did(mia, due_on("2026-12-24")), did(mia, due_on("2026-12-31")),
                               did(max, from("2026-12-28"))});
    auto const when = given(past).when(undo(3), mia);
    REQUIRE(!when.decision().has_value());
    CHECK(when.decision().error().code == RejectionCode::changed_later);
    CHECK(when.decision().error().fields.front().path == "start");
    auto backwards = from("2026-12-28");
    backwards.due = set(day("2026-12-24"));
    auto right = from("2026-12-20");
    right.due = set(day("2026-12-31"));
    given(history({did(mia, backwards), did(mia, right)}))
        .when(undo(3), mia)
        .then(on_paint(backwards));
}

TEST_CASE("no undo puts more people on a task than it may have") {
    std::vector<UserId> crowd;
    for (std::uint8_t number = 1; number <= assignees_per_task; ++number)
        crowd.push_back(id_of<UserId>(9, number));
    given(history({did(mia, assigned_to({mia})), did(mia, assigned_to({})),
                   did(max, assigned_to(crowd))}))
        .when(undo(3), mia)
        .rejected(RejectionCode::limit_reached);
}

}  // namespace atelier::commands
