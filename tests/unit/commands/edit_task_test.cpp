#include "commands/task/edit_task.hpp"

#include "tests/unit/commands/cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;

template <class T>
Patch<T> set(T value) {
    return {Patch<T>::Kind::set, std::move(value)};
}

template <class T>
Patch<T> clear() {
    return {Patch<T>::Kind::clear, {}};
}

EditTask edit() { return {paint, {}, {}, {}, {}, {}, {}}; }

std::vector<Happening> edited(task::TaskEdited event) {
    return {{stream_of(paint), std::move(event)}};
}

/// The task with every member set.
std::vector<Happening> full_task() {
    task::TaskEdited event;
    event.description = "the hull";
    event.priority = task::Priority::high;
    event.assignees = {{mia}};
    event.labels = {{urgent}};
    event.due = set(DateOrTime{Timestamp{5}});
    return joined(some_tasks(), edited(event));
}

}  // namespace

TEST_CASE("each member of a task is changed alone") {
    auto command = edit();
    task::TaskEdited event;
    SUBCASE("title") {
        command.title = set(Text<1, 500>{"Paint it blue"});
        event.title = "Paint it blue";
    }
    SUBCASE("description") {
        command.description = set(Text<0, 65'536>{"the deck"});
        event.description = "the deck";
    }
    SUBCASE("priority") {
        command.priority = set(task::Priority::low);
        event.priority = task::Priority::low;
    }
    SUBCASE("assignees") {
        command.assignees = set(std::vector{olga, vic});
        event.assignees = {{olga, vic}};
    }
    SUBCASE("due") {
        command.due = set(DateOrTime{Timestamp{6}});
        event.due = set(DateOrTime{Timestamp{6}});
    }
    given(full_task())
        .when(command, mia)
        .then(edited(event))
        .guards({stream_of(paint), stream_of(app), stream_of(harbour)});
}

TEST_CASE("what is cleared becomes empty") {
    auto command = edit();
    command.description = clear<Text<0, 65'536>>();
    command.assignees = clear<std::vector<UserId>>();
    command.labels = clear<std::vector<LabelId>>();
    command.due = clear<DateOrTime>();
    task::TaskEdited event;
    event.description = "";
    event.assignees = std::vector<UserId>{};
    event.labels = std::vector<LabelId>{};
    event.due = clear<DateOrTime>();
    given(full_task()).when(command, mia).then(edited(event));
}

TEST_CASE("what is already so is no event, and clearing what is empty neither") {
    auto same = edit();
    same.title = set(Text<1, 500>{"Task 1"});
    same.description = set(Text<0, 65'536>{"the hull"});
    same.priority = set(task::Priority::high);
    same.assignees = set(std::vector{mia});
    same.labels = set(std::vector{urgent});
    same.due = set(DateOrTime{Timestamp{5}});
    given(full_task()).when(same, mia).then_nothing();
    given(full_task()).when(edit(), mia).then_nothing();
    auto cleared = edit();
    cleared.description = clear<Text<0, 65'536>>();
    cleared.assignees = clear<std::vector<UserId>>();
    cleared.labels = clear<std::vector<LabelId>>();
    cleared.due = clear<DateOrTime>();
    given(some_tasks()).when(cleared, mia).then_nothing();
}

TEST_CASE("only what differs is in the event") {
    auto command = edit();
    command.title = set(Text<1, 500>{"Task 1"});
    command.priority = set(task::Priority::urgent);
    task::TaskEdited event;
    event.priority = task::Priority::urgent;
    given(full_task()).when(command, mia).then(edited(event));
}

TEST_CASE("a title and a priority cannot be cleared") {
    auto command = edit();
    command.title = clear<Text<1, 500>>();
    given(some_tasks()).when(command, mia).invalid({"title"});
    command = edit();
    command.priority = clear<task::Priority>();
    given(some_tasks()).when(command, mia).invalid({"priority"});
}

TEST_CASE("everything that is not acceptable in one edit is told at once") {
    auto command = edit();
    command.title = clear<Text<1, 500>>();
    command.priority = clear<task::Priority>();
    command.assignees = set(std::vector{stan});
    given(some_tasks()).when(command, mia).invalid({"assignees[0]", "title", "priority"});
}

TEST_CASE("assignees are members and labels are of the project, each once") {
    auto command = edit();
    command.assignees = set(std::vector{mia, stan});
    command.labels = set(std::vector{urgent, urgent, no_label});
    given(some_tasks()).when(command, mia).invalid({"assignees[1]", "labels[1]", "labels[2]"});
}

TEST_CASE(
    "tasks are edited by members, not by viewers; deleted ones and those of strangers are not "
    "there") {
    auto command = edit();
    command.title = set(Text<1, 500>{"new"});
    given(some_tasks()).when(command, vic).rejected(RejectionCode::forbidden);
    given(some_tasks()).when(command, stan).rejected(RejectionCode::not_found);
    given(joined(some_tasks(), {{stream_of(paint), task::TaskDeleted{}}}))
        .when(command, mia)
        .rejected(RejectionCode::not_found);
}

}  // namespace atelier::commands
