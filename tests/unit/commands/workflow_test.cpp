#include "commands/task/create_task.hpp"
#include "commands/workflow/create_status.hpp"
#include "commands/workflow/delete_status.hpp"
#include "commands/workflow/edit_status.hpp"
#include "commands/workflow/move_status.hpp"
#include "tests/unit/commands/cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;

using project::StatusCategory;

constexpr auto review = id_of<StatusId>(4, 4);

CreateStatus creating(std::string name) {
    return {app, review, {std::move(name)}, StatusCategory::doing, {}, {}};
}

std::vector<Happening> one(project::Events const& event) {
    return std::visit([](auto const& of) { return std::vector<Happening>{{stream_of(app), of}}; },
                      event);
}

std::vector<StatusId> order_after(MoveStatus const& command) {
    auto const when = given(a_project()).when(command, adam);
    REQUIRE(when.decision().has_value());
    project::State state;
    for (auto const& happening : a_project()) {
        if (auto const* of = std::get_if<project::ProjectCreated>(&happening.event))
            state = evolve(std::move(state), *of);
    }
    for (auto const& decided : when.decision()->events)
        state = evolve(std::move(state), std::get<project::StatusMoved>(decided.event));
    std::vector<StatusId> order;
    for (auto const& status : state.statuses) order.push_back(status.id);
    return order;
}

}  // namespace

TEST_CASE("a status is made with a name of its own in whatever case") {
    auto command = creating("In review");
    command.colour = "#a0b1c2";
    command.wip_limit = 3;
    given(a_project())
        .when(command, adam)
        .then(
            one(project::StatusCreated{review, "In review", StatusCategory::doing, "#a0b1c2", 3}));
    given(a_project())
        .when(creating("IN PROGRESS"), adam)
        .rejected(RejectionCode::status_name_taken);
    command.colour = "blue";
    for (auto const limit : {0, -1, 1000}) {
        command.wip_limit = limit;
        given(a_project()).when(command, adam).invalid({"colour", "wip_limit"});
    }
    given(a_project()).when(creating("In review"), mia).rejected(RejectionCode::forbidden);
}

TEST_CASE("a project has so many statuses and no more") {
    auto past = a_project();
    for (std::uint8_t number = 10; number < 57; ++number) {
        past.push_back({stream_of(app), project::StatusCreated{id_of<StatusId>(4, number),
                                                               std::to_string(number),
                                                               StatusCategory::todo,
                                                               {},
                                                               {}}});
    }
    given(past).when(creating("In review"), adam).rejected(RejectionCode::limit_reached);
}

TEST_CASE("a status is edited where it differs, and its limit and colour are cleared") {
    EditStatus command{app, doing, {}, {}, {}, {}};
    given(a_project()).when(command, adam).then_nothing();
    command.name = {Patch<Text<1, 100>>::Kind::set, {"in progress"}};
    command.wip_limit = {Patch<std::int64_t>::Kind::set, 999};
    project::StatusEdited expected{doing, "in progress", {}, {}, {}};
    expected.wip_limit = command.wip_limit;
    given(a_project()).when(command, adam).then(one(expected));
    command.wip_limit.kind = Patch<std::int64_t>::Kind::clear;
    expected.wip_limit = {};
    given(a_project()).when(command, adam).then(one(expected));
    command.name.value = {"DONE"};
    given(a_project()).when(command, adam).rejected(RejectionCode::status_name_taken);
    command.status = no_status;
    given(a_project()).when(command, adam).rejected(RejectionCode::not_found);
}

TEST_CASE("a status is moved before, after, between or to the end") {
    using Order = std::vector<StatusId>;
    CHECK(order_after({app, done, todo, {}}) == Order{done, todo, doing});
    CHECK(order_after({app, todo, {}, doing}) == Order{doing, todo, done});
    CHECK(order_after({app, done, doing, todo}) == Order{todo, done, doing});
    CHECK(order_after({app, todo, {}, {}}) == Order{doing, done, todo});
    given(a_project())
        .when(MoveStatus{app, todo, {}, {}}, adam)
        .then(one(project::StatusMoved{todo, {}}));
    given(a_project()).when(MoveStatus{app, todo, doing, {}}, adam).then_nothing();
    given(a_project()).when(MoveStatus{app, todo, todo, {}}, adam).invalid({"before"});
    given(a_project()).when(MoveStatus{app, todo, {}, no_status}, adam).invalid({"after"});
    given(a_project()).when(MoveStatus{app, todo, doing, done}, adam).invalid({"before"});
    given(a_project())
        .when(MoveStatus{app, no_status, {}, {}}, adam)
        .rejected(RejectionCode::not_found);
}

TEST_CASE("an empty status goes, one with tasks only when it is said where they go") {
    given(some_tasks())
        .when(DeleteStatus{app, done, {}}, adam)
        .then_once(one(project::StatusDeleted{done}))
        .again_rejected(RejectionCode::not_found);
    given(some_tasks())
        .when(DeleteStatus{app, todo, {}}, adam)
        .rejected(RejectionCode::status_in_use);
    for (auto const wrong : {todo, no_status}) {
        given(some_tasks()).when(DeleteStatus{app, todo, wrong}, adam).invalid({"move_tasks_to"});
    }
}

TEST_CASE("tasks of a deleted status go to another in their order, archived and deleted ones too") {
    auto const past = joined(some_tasks(), {{stream_of(sail), task::TaskArchived{}},
                                            {stream_of(paint), task::TaskDeleted{}}});
    auto const when = given(past).when(DeleteStatus{app, todo, done}, adam);
    REQUIRE(when.decision().has_value());
    auto const& events = when.decision()->events;
    REQUIRE(events.size() == 3);
    CHECK(events[0].stream == stream_of(paint));
    CHECK(events[1].stream == stream_of(sail));
    auto const& first = std::get<task::TaskMoved>(events[0].event);
    auto const& second = std::get<task::TaskMoved>(events[1].event);
    CHECK(first.status == done);
    CHECK(second.status == done);
    CHECK(first.rank < second.rank);
    CHECK(std::get<project::StatusDeleted>(events[2].event).status == todo);
}

TEST_CASE("the last status stays, and too many tasks are not moved at once") {
    auto past = joined(a_project(), one(project::StatusDeleted{doing}));
    past = joined(past, one(project::StatusDeleted{done}));
    given(past).when(DeleteStatus{app, todo, {}}, adam).rejected(RejectionCode::last_status);
    past = a_project();
    for (int number = 1; number <= 1001; ++number) {
        TaskId id;
        id.uuid.bytes[0] = static_cast<std::uint8_t>(number >> 8);
        id.uuid.bytes[1] = static_cast<std::uint8_t>(number & 0xff);
        past.push_back(created(id, number, todo));
    }
    given(past).when(DeleteStatus{app, todo, done}, adam).rejected(RejectionCode::limit_reached);
    past.pop_back();
    auto const when = given(past).when(DeleteStatus{app, todo, done}, adam);
    REQUIRE(when.decision().has_value());
    CHECK(when.decision()->events.size() == 1001);
}

TEST_CASE("a new task begins in the status that is first by now") {
    auto const past = joined(a_project(), one(project::StatusMoved{todo, {}}));
    auto const when =
        given(past).when(CreateTask{app, fresh_task, {"Paint"}, {}, {}, {}, {}, {}, {}}, mia);
    REQUIRE(when.decision().has_value());
    CHECK(std::get<task::TaskCreated>(when.decision()->events.front().event).status == doing);
}

}  // namespace atelier::commands
