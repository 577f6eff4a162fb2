#include "tests/integration/commands/two_nodes.hpp"

namespace atelier::test {

TEST_CASE_FIXTURE(TwoNodes,
                  "a member removed between decide and append is decided again and refused") {
    auto const task = make_task();
    warm_up_other();
    auto const before = state_of(stream_of(task)).version;
    int decided = 0;
    auto const outcome = other.run(renaming(task, "by Mia"), mia, [&] {
        ++decided;
        REQUIRE(is_done(one.run(RemoveMember{workspace, mia}, olga)));
    });
    CHECK(decided == 1);
    CHECK(is_rejected(outcome, RejectionCode::not_found));
    CHECK(state_of(stream_of(task)).version == before);
}

TEST_CASE_FIXTURE(TwoNodes,
                  "a member removed on another node cannot slip one more command through") {
    auto const task = make_task();
    REQUIRE(is_done(other.run(renaming(task, "by Mia"), mia)));
    REQUIRE(is_done(one.run(RemoveMember{workspace, mia}, olga)));
    CHECK(is_rejected(other.run(renaming(task, "by Mia again"), mia), RejectionCode::not_found));
    CHECK(is_rejected(other.run(task_titled(project, new_id<TaskId>(), "x"), mia),
                      RejectionCode::not_found));
    CHECK(state<task::State>(stream_of(task)).title == "by Mia");
}

TEST_CASE_FIXTURE(
    TwoNodes,
    "who was added on another node is let in at once, though this one remembers a stranger") {
    auto const task = make_task();
    CHECK(is_rejected(other.run(renaming(task, "by Stan"), stan), RejectionCode::not_found));
    REQUIRE(is_done(one.run(adding(workspace, "stan@example.org"), olga)));
    CHECK(is_done(other.run(renaming(task, "by Stan"), stan)));
    CHECK(state<task::State>(stream_of(task)).title == "by Stan");
}

TEST_CASE_FIXTURE(TwoNodes, "a role that was lowered on another node counts at once") {
    auto const task = make_task();
    REQUIRE(is_done(other.run(renaming(task, "by Mia"), mia)));
    REQUIRE(is_done(one.run(RemoveMember{workspace, mia}, olga)));
    REQUIRE(is_done(one.run(adding(workspace, "mia@example.org", WorkspaceRole::viewer), olga)));
    CHECK(is_rejected(other.run(renaming(task, "by a viewer"), mia), RejectionCode::forbidden));
}

TEST_CASE_FIXTURE(
    TwoNodes,
    "what this node remembers of a task is healed, and the change is decided on the present one") {
    auto const task = make_task();
    REQUIRE(is_done(other.run(renaming(task, "first"), mia)));
    REQUIRE(is_done(one.run(renaming(task, "second"), olga)));
    // By what this node remembers nothing would change.
    auto const outcome = done(other.run(renaming(task, "first"), mia));
    CHECK(outcome.version == 4);
    CHECK(state<task::State>(stream_of(task)).title == "first");
    REQUIRE(is_done(one.run(DeleteTask{task}, olga)));
    CHECK(is_rejected(other.run(renaming(task, "third"), mia), RejectionCode::not_found));
}

TEST_CASE_FIXTURE(TwoNodes,
                  "two changes of one task that do not contradict each other both happen") {
    auto const task = make_task();
    auto const outcome = done(other.run(renaming(task, "by Mia"), mia, [&, first = true]() mutable {
        if (!std::exchange(first, false)) return;
        EditTask prioritising{
            task, {}, {}, {Patch<task::Priority>::Kind::set, task::Priority::urgent}, {}, {}, {}};
        REQUIRE(is_done(one.run(prioritising, olga)));
    }));
    CHECK(outcome.version == 3);
    auto const now = state<task::State>(stream_of(task));
    CHECK(now.title == "by Mia");
    CHECK(now.priority == task::Priority::urgent);
}

TEST_CASE_FIXTURE(
    TwoNodes,
    "a command that changes nothing writes no event, and still is judged by the present state") {
    auto const task = make_task();
    auto const head = eventstore::read_head(owner);
    auto const same = done(other.run(renaming(task, "Paint"), mia));
    CHECK(same.version == 1);
    CHECK(same.position == head);
    CHECK(eventstore::read_head(owner) == head);
    auto const outcome = other.run(renaming(task, "Paint"), mia, [&, first = true]() mutable {
        if (std::exchange(first, false)) REQUIRE(is_done(one.run(renaming(task, "Sail"), olga)));
    });
    CHECK(done(outcome).version == 3);
    CHECK(state<task::State>(stream_of(task)).title == "Paint");
}

TEST_CASE_FIXTURE(TwoNodes, "edits of one task from both nodes at once all happen, in some order") {
    auto const task = make_task();
    std::vector<std::future<Outcome>> outcomes;
    for (int i = 0; i < 20; ++i) {
        Caller caller;
        caller.user = i % 2 ? olga : mia;
        auto& node = i % 2 ? one : other;
        outcomes.push_back(node.submit(renaming(task, "title " + std::to_string(i)), caller));
    }
    std::set<std::int64_t> versions;
    for (auto& future : outcomes) CHECK(versions.insert(done(future.get()).version).second);
    CHECK(state_of(stream_of(task)).version == 21);
}

TEST_CASE_FIXTURE(TwoNodes,
                  "two people who drop into the same gap on two nodes get different ranks in it") {
    auto const above = make_task();
    auto const below = make_task();
    auto const first = make_task();
    auto const second = make_task();
    hint = below;
    auto const outcome =
        other.run(MoveTask{first, columns[0], {}, above}, mia, [&, once = true]() mutable {
            if (std::exchange(once, false)) {
                REQUIRE(is_done(one.run(MoveTask{second, columns[0], below, above}, olga)));
            }
        });
    REQUIRE(is_done(outcome));
    auto const rank = [this](TaskId task) { return state<task::State>(stream_of(task)).rank; };
    CHECK(rank(first) != rank(second));
    for (auto const task : {first, second}) {
        CHECK(rank(above) < rank(task));
        CHECK(rank(task) < rank(below));
    }
}

TEST_CASE_FIXTURE(
    TwoNodes,
    "a neighbour that another node moves away between decide and append is looked at again") {
    auto const above = make_task();
    auto const below = make_task();
    auto const moved = make_task();
    auto const outcome = other.run(MoveTask{moved, columns[0], below, above}, mia, [&] {
        REQUIRE(is_done(one.run(MoveTask{below, columns[1], {}, {}}, olga)));
    });
    CHECK(is_rejected(outcome, RejectionCode::validation_failed));
}

}  // namespace atelier::test
