#include "commands/task/move_task.hpp"

#include <algorithm>

#include "tests/unit/commands/cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;

Rank rank_of(std::int64_t number) { return rank_at_bottom(made_at(number), number); }

std::vector<Happening> moved(TaskId task, StatusId status, Rank rank) {
    return {{stream_of(task), task::TaskMoved{status, std::move(rank)}}};
}

NeighbourLookup above(StatusId status, Rank rank) { return {app, status, std::move(rank), true}; }
NeighbourLookup below(StatusId status, Rank rank) { return {app, status, std::move(rank), false}; }

}  // namespace

TEST_CASE("a task without a neighbour named goes to the bottom of the column") {
    given(some_tasks())
        .when(MoveTask{paint, doing, {}, {}}, mia)
        .then(moved(paint, doing, rank_at_bottom(noon, 1)))
        .guards({stream_of(paint), stream_of(app), stream_of(harbour)});
}

TEST_CASE("a task goes to the bottom of its own column, unless it is there") {
    given(some_tasks())
        .neighbour(below(todo, rank_of(1)), sail)
        .when(MoveTask{paint, todo, {}, {}}, mia)
        .then(moved(paint, todo, rank_at_bottom(noon, 1)));
    given(some_tasks()).when(MoveTask{sail, todo, {}, {}}, mia).then_nothing();
}

TEST_CASE("a task goes between the two that are named, and both are guarded") {
    given(some_tasks())
        .when(MoveTask{moor, todo, sail, paint}, mia)
        .then(moved(moor, todo, rank_between(rank_of(1), rank_of(2), 3)))
        .guards({stream_of(moor), stream_of(paint), stream_of(sail), stream_of(app),
                 stream_of(harbour)});
}

TEST_CASE("a task goes right below the one that is named, above the next one") {
    auto const rank = rank_between(rank_of(1), rank_of(2), 3);
    given(some_tasks())
        .neighbour(below(todo, rank_of(1)), sail)
        .neighbour(above(todo, rank), paint)
        .when(MoveTask{moor, todo, {}, paint}, mia)
        .then(moved(moor, todo, rank))
        .guards({stream_of(paint), stream_of(sail)});
}

TEST_CASE("a task goes right above the one that is named, below the one before it") {
    auto const rank = rank_between(rank_of(1), rank_of(2), 3);
    given(some_tasks())
        .neighbour(above(todo, rank_of(2)), paint)
        .neighbour(below(todo, rank), sail)
        .when(MoveTask{moor, todo, sail, {}}, mia)
        .then(moved(moor, todo, rank));
}

TEST_CASE("a task dropped below the last one stands above what is made later") {
    auto const rank = rank_at_bottom(noon, 1);
    given(some_tasks())
        .neighbour(above(doing, rank), moor)
        .when(MoveTask{paint, doing, {}, moor}, mia)
        .then(moved(paint, doing, rank));
    CHECK(rank < rank_at_bottom(Timestamp{noon.milliseconds + 1}, 4));
}

TEST_CASE("a task dropped above the first one is the first") {
    auto const rank = rank_at_top(noon, 1);
    given(some_tasks())
        .neighbour(below(doing, rank), moor)
        .when(MoveTask{paint, doing, moor, {}}, mia)
        .then(moved(paint, doing, rank));
    CHECK(rank < rank_of(3));
}

TEST_CASE("two people who drop into the same gap get different ranks in it") {
    auto const world = given(joined(some_tasks(), {created(fresh_task, 4, doing)}))
                           .neighbour(below(todo, rank_of(1)), sail);
    std::vector<Rank> ranks;
    for (auto const task : {moor, fresh_task}) {
        auto const when = world.when(MoveTask{task, todo, {}, paint}, mia);
        REQUIRE(when.decision().has_value());
        ranks.push_back(std::get<task::TaskMoved>(when.decision()->events.front().event).rank);
        CHECK(rank_of(1) < ranks.back());
        CHECK(ranks.back() < rank_of(2));
    }
    CHECK(ranks.front() != ranks.back());
}

TEST_CASE("what the read model says of a neighbour is a hint: one that moved on counts as none") {
    auto const past = joined(some_tasks(), {{stream_of(sail), task::TaskMoved{done, rank_of(2)}}});
    given(past)
        .neighbour(below(todo, rank_of(1)), sail)
        .when(MoveTask{moor, todo, {}, paint}, mia)
        .then_once(moved(moor, todo, rank_at_bottom(noon, 3)));
    // One that has gone to the other side of the named one.
    given(some_tasks())
        .neighbour(below(todo, rank_of(2)), paint)
        .when(MoveTask{moor, todo, {}, sail}, mia)
        .then_once(moved(moor, todo, rank_at_bottom(noon, 3)));
}

TEST_CASE("a neighbour is another task that can be seen in that column") {
    auto const past = joined(some_tasks(), {created(fresh_task, 4, todo)});
    auto const gone = [&past](Event event) {
        return joined(past, {{stream_of(fresh_task), std::move(event)}});
    };
    given(past).when(MoveTask{paint, todo, paint, {}}, mia).invalid({"before"});
    given(past).when(MoveTask{paint, todo, {}, paint}, mia).invalid({"after"});
    given(past).when(MoveTask{paint, todo, moor, {}}, mia).invalid({"before"});
    given(past).when(MoveTask{paint, todo, {}, no_task}, mia).invalid({"after"});
    given(gone(task::TaskDeleted{}))
        .when(MoveTask{paint, todo, {}, fresh_task}, mia)
        .invalid({"after"});
    given(gone(task::TaskArchived{}))
        .when(MoveTask{paint, todo, {}, fresh_task}, mia)
        .invalid({"after"});
}

TEST_CASE("a neighbour in another project is none, even where the column is the same") {
    auto elsewhere = created(fresh_task, 1, todo);
    std::get<task::TaskCreated>(elsewhere.event).project = no_project;
    given(joined(some_tasks(), {elsewhere}))
        .when(MoveTask{paint, todo, {}, fresh_task}, mia)
        .invalid({"after"});
}

TEST_CASE("a gap is named from above to below") {
    given(some_tasks()).when(MoveTask{moor, todo, paint, sail}, mia).invalid({"before"});
}

TEST_CASE("a task that stands in the place already is not moved") {
    auto const past = joined(some_tasks(), {created(fresh_task, 4, todo)});
    given(past).when(MoveTask{sail, todo, fresh_task, paint}, mia).then_nothing();
    given(past)
        .neighbour(above(todo, rank_of(2)), paint)
        .when(MoveTask{sail, todo, {}, paint}, mia)
        .then_nothing();
    given(past)
        .neighbour(below(todo, rank_of(2)), fresh_task)
        .when(MoveTask{sail, todo, fresh_task, {}}, mia)
        .then_nothing();
}

TEST_CASE("where a gap was halved too often, the tasks around it get new ranks in the same order") {
    auto const front = std::string(60, 'V');
    auto const past = joined(some_tasks(), joined(moved(paint, todo, Rank{front + "V01"}),
                                                  moved(sail, todo, Rank{front + "V02"})));
    auto const when = given(past).when(MoveTask{moor, todo, sail, paint}, mia);
    REQUIRE(when.decision().has_value());
    std::vector<StreamId> order;
    std::vector<Rank> ranks;
    for (auto const& decided : when.decision()->events) {
        auto const& event = std::get<task::TaskMoved>(decided.event);
        CHECK(event.status == todo);
        CHECK(event.rank.digits.size() < 20);
        order.push_back(decided.stream);
        ranks.push_back(event.rank);
    }
    CHECK(order == std::vector{stream_of(paint), stream_of(moor), stream_of(sail)});
    CHECK(std::ranges::is_sorted(ranks, std::less<>{}));
}

TEST_CASE(
    "a task that stands far from the crowded gap keeps its rank, and so does an archived one") {
    auto const front = "2" + std::string(59, 'V');
    auto const past = joined(
        some_tasks(),
        joined(
            joined(moved(paint, todo, Rank{front + "V01"}), moved(sail, todo, Rank{front + "V02"})),
            {created(fresh_task, 4, todo), {stream_of(fresh_task), task::TaskArchived{}}}));
    auto const when = given(past).when(MoveTask{moor, todo, sail, paint}, mia);
    REQUIRE(when.decision().has_value());
    CHECK(when.decision()->events.size() == 3);
}

TEST_CASE("a task moves to columns of its project only") {
    given(some_tasks()).when(MoveTask{paint, no_status, {}, {}}, mia).invalid({"status"});
}

TEST_CASE(
    "tasks are moved by members, not by viewers; deleted ones and those of strangers are not "
    "there") {
    MoveTask const move{paint, doing, {}, {}};
    given(some_tasks()).when(move, vic).rejected(RejectionCode::forbidden);
    given(some_tasks()).when(move, stan).rejected(RejectionCode::not_found);
    given(some_tasks()).when(move).rejected(RejectionCode::unauthenticated);
    given(joined(some_tasks(), {{stream_of(paint), task::TaskDeleted{}}}))
        .when(move, mia)
        .rejected(RejectionCode::not_found);
}

}  // namespace atelier::commands
