#include "commands/task/create_task.hpp"

#include "commands/task/delete_task.hpp"
#include "commands/task/references.hpp"
#include "commands/task/restore_task.hpp"
#include "tests/unit/commands/cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;

CreateTask titled(std::string title) {
    return {app, fresh_task, {std::move(title)}, {}, {}, {}, {}, {}, {}};
}

task::TaskCreated expected(std::int64_t number) {
    return {app, number, "Paint", "", todo, rank_at_bottom(noon, number), task::Priority::medium,
            {},  {},     {}};
}

std::vector<Happening> with_deleted() {
    return joined(some_tasks(), {{stream_of(paint), task::TaskDeleted{}}});
}

}  // namespace

TEST_CASE("a task is made at the bottom of the first column, with the next number claimed") {
    given(some_tasks())
        .next_number(app, 4)
        .when(titled("Paint"), mia)
        .then({{stream_of(fresh_task), expected(4)}})
        .claims(task_number_scope(app), "000000000004")
        .guards({stream_of(fresh_task), stream_of(app), stream_of(harbour)});
}

TEST_CASE("a task is made with everything that was said") {
    auto command = titled("Paint");
    command.description = Text<0, 65'536>{"- [ ] the hull"};
    command.status = doing;
    command.priority = task::Priority::urgent;
    command.assignees = {{vic, olga}};
    command.labels = {{urgent}};
    command.due = Timestamp{5};
    auto event = expected(1);
    event.description = "- [ ] the hull";
    event.status = doing;
    event.priority = task::Priority::urgent;
    event.assignees = {vic, olga};
    event.labels = {urgent};
    event.due = Timestamp{5};
    given(a_project()).when(command, mia).then({{stream_of(fresh_task), event}});
}

TEST_CASE("numbers are claimed so that the last one is the greatest text") {
    CHECK(task_number_key(9) < task_number_key(10));
    CHECK(task_number_key(999'999) < task_number_key(1'000'000));
    CHECK(task_number_key(1) == "000000000001");
}

TEST_CASE("every reference that does not exist is told at once") {
    auto command = titled("Paint");
    command.status = no_status;
    command.assignees = {{mia, stan, mia}};
    command.labels = {{no_label, urgent, urgent}};
    given(a_project())
        .when(command, mia)
        .invalid({"status", "assignees[1]", "assignees[2]", "labels[0]", "labels[2]"});
}

TEST_CASE("a task has a bounded number of assignees and labels") {
    auto command = titled("Paint");
    command.assignees = std::vector<UserId>(assignees_per_task + 1, mia);
    auto const when = given(a_project()).when(command, mia);
    REQUIRE(!when.decision().has_value());
    CHECK(when.decision().error().fields.front().path == "assignees");
    CHECK(when.decision().error().fields.size() == assignees_per_task);
}

TEST_CASE("tasks are made by members, not by viewers, and strangers see no project") {
    for (auto const who : {olga, adam, max, mia}) {
        CHECK(given(a_project()).when(titled("Paint"), who).decision().has_value());
    }
    given(a_project()).when(titled("Paint"), vic).rejected(RejectionCode::forbidden);
    given(a_project()).when(titled("Paint"), stan).rejected(RejectionCode::not_found);
    given(a_project()).when(titled("Paint")).rejected(RejectionCode::unauthenticated);
    given(a_workspace()).when(titled("Paint"), mia).rejected(RejectionCode::not_found);
}

TEST_CASE("a task is deleted, and restored") {
    given(some_tasks())
        .when(DeleteTask{paint}, mia)
        .then({{stream_of(paint), task::TaskDeleted{}}});
    given(with_deleted()).when(DeleteTask{paint}, mia).then_nothing();
    given(with_deleted())
        .when(RestoreTask{paint}, mia)
        .then({{stream_of(paint), task::TaskRestored{}}});
    given(some_tasks()).when(RestoreTask{paint}, mia).then_nothing();
}

TEST_CASE("a task that never was is neither deleted nor restored") {
    given(some_tasks()).when(DeleteTask{no_task}, mia).rejected(RejectionCode::not_found);
    given(some_tasks()).when(RestoreTask{no_task}, mia).rejected(RejectionCode::not_found);
}

TEST_CASE("viewers do not delete or restore, and to strangers a task is not there") {
    given(some_tasks()).when(DeleteTask{paint}, vic).rejected(RejectionCode::forbidden);
    given(with_deleted()).when(RestoreTask{paint}, vic).rejected(RejectionCode::forbidden);
    given(some_tasks()).when(DeleteTask{paint}, stan).rejected(RejectionCode::not_found);
    given(with_deleted()).when(RestoreTask{paint}, stan).rejected(RejectionCode::not_found);
}

}  // namespace atelier::commands
