#include "tests/integration/commands/two_nodes.hpp"

namespace atelier::test {

TEST_CASE_FIXTURE(
    TwoNodes,
    "a conditional command happens at its version only, and the answer says the present one") {
    auto const task = make_task();
    CHECK(done(other.run(renaming(task, "first"), calling_if(mia, 1))).version == 2);
    auto const late = other.run(renaming(task, "second"), calling_if(mia, 1));
    REQUIRE(is_rejected(late, RejectionCode::version_mismatch));
    CHECK(std::get<Rejection>(late).version == 2);
    CHECK(is_rejected(other.run(renaming(task, "second"), calling_if(mia, 7)),
                      RejectionCode::version_mismatch));
    CHECK(state<task::State>(stream_of(task)).title == "first");
}

TEST_CASE_FIXTURE(TwoNodes,
                  "a conditional command is right though this node remembers an older version") {
    auto const task = make_task();
    REQUIRE(is_done(other.run(renaming(task, "first"), mia)));
    REQUIRE(is_done(one.run(renaming(task, "second"), olga)));
    CHECK(done(other.run(renaming(task, "third"), calling_if(mia, 3))).version == 4);
    REQUIRE(is_done(one.run(renaming(task, "fourth"), olga)));
    // By what this node remembers it would hold.
    auto const late = other.run(renaming(task, "fifth"), calling_if(mia, 4));
    REQUIRE(is_rejected(late, RejectionCode::version_mismatch));
    CHECK(std::get<Rejection>(late).version == 5);
}

TEST_CASE_FIXTURE(TwoNodes,
                  "a conditional command is not decided again when the task changes meanwhile") {
    auto const task = make_task();
    auto const outcome =
        other
            .submit(renaming(task, "by Mia"), calling_if(mia, 1),
                    [&] { REQUIRE(is_done(one.run(renaming(task, "by Olga"), olga))); })
            .get();
    REQUIRE(is_rejected(outcome, RejectionCode::version_mismatch));
    CHECK(std::get<Rejection>(outcome).version == 2);
    CHECK(state<task::State>(stream_of(task)).title == "by Olga");
}

TEST_CASE_FIXTURE(TwoNodes, "to a stranger a wrong version of a task says nothing of it") {
    auto const task = make_task();
    auto const outcome = other.run(renaming(task, "x"), calling_if(stan, 9));
    REQUIRE(is_rejected(outcome, RejectionCode::not_found));
    CHECK_FALSE(std::get<Rejection>(outcome).version.has_value());
}

TEST_CASE_FIXTURE(TwoNodes, "a repeated command gets the first answer, from either node") {
    auto const task = make_task();
    auto const first = done(one.run(renaming(task, "first"), calling(olga, "key")));
    CHECK_FALSE(first.replayed);
    REQUIRE(is_done(one.run(renaming(task, "second"), olga)));
    for (auto* node : {&one, &other}) {
        auto const again = done(node->run(renaming(task, "first"), calling(olga, "key")));
        CHECK(again.replayed);
        CHECK(again.answer == first.answer);
        CHECK(again.position == first.position);
    }
    CHECK(state<task::State>(stream_of(task)).title == "second");
    CHECK(state_of(stream_of(task)).version == 3);
}

TEST_CASE_FIXTURE(
    TwoNodes, "a repeated creation makes one thing, though the repeat brings an id of its own") {
    auto const first =
        done(one.run(task_titled(project, new_id<TaskId>(), "Sail"), calling(olga, "key")));
    auto const again =
        done(other.run(task_titled(project, new_id<TaskId>(), "Sail"), calling(olga, "key")));
    CHECK(again.replayed);
    CHECK(again.answer == first.answer);
    CHECK(owner.execute("select count(*) from log.events where data like '%Sail%'").integer(0, 0) ==
          1);
}

TEST_CASE_FIXTURE(
    TwoNodes, "a repeated command gets the first answer also where it would be refused by now") {
    auto const task = make_task();
    auto const first = done(one.run(renaming(task, "by Mia"), calling(mia, "key")));
    REQUIRE(is_done(one.run(RemoveMember{workspace, mia}, olga)));
    for (auto* node : {&one, &other}) {
        auto const again = done(node->run(renaming(task, "by Mia"), calling(mia, "key")));
        CHECK(again.replayed);
        CHECK(again.answer == first.answer);
    }
    CHECK(is_rejected(other.run(renaming(task, "by Mia"), calling(mia, "new key")),
                      RejectionCode::not_found));
}

TEST_CASE_FIXTURE(
    TwoNodes,
    "a repeated conditional command gets the first answer, not a mismatch of its own making") {
    auto const task = make_task();
    auto caller = calling(olga, "key");
    caller.if_match = 1;
    auto const first = done(one.run(renaming(task, "first"), caller));
    auto const again = done(other.run(renaming(task, "first"), caller));
    CHECK(again.replayed);
    CHECK(again.answer == first.answer);
}

TEST_CASE_FIXTURE(TwoNodes,
                  "another request under the same key is refused, accepted by now or not") {
    auto const task = make_task();
    REQUIRE(is_done(one.run(renaming(task, "first"), calling(mia, "key", "hash"))));
    CHECK(std::holds_alternative<KeyReusedElsewhere>(
        other.run(renaming(task, "other"), calling(mia, "key", "other"))));
    REQUIRE(is_done(one.run(RemoveMember{workspace, mia}, olga)));
    CHECK(std::holds_alternative<KeyReusedElsewhere>(
        other.run(renaming(task, "other"), calling(mia, "key", "other"))));
    CHECK(state<task::State>(stream_of(task)).title == "first");
}

TEST_CASE_FIXTURE(TwoNodes,
                  "a key belongs to its caller, and what was refused under it may be tried again") {
    auto const task = make_task();
    REQUIRE(is_done(one.run(renaming(task, "by Olga"), calling(olga, "key"))));
    CHECK_FALSE(done(other.run(renaming(task, "by Mia"), calling(mia, "key"))).replayed);
    CHECK(is_rejected(other.run(renaming(task, "by Stan"), calling(stan, "key")),
                      RejectionCode::not_found));
    REQUIRE(is_done(one.run(adding(workspace, "stan@example.org"), olga)));
    CHECK_FALSE(done(other.run(renaming(task, "by Stan"), calling(stan, "key"))).replayed);
}

TEST_CASE_FIXTURE(TwoNodes, "the same command at once on both nodes under one key happens once") {
    for (int i = 0; i < 20; ++i) {
        auto const key = "key " + std::to_string(i);
        auto first = one.submit(task_titled(project, new_id<TaskId>(), key), calling(olga, key));
        auto second = other.submit(task_titled(project, new_id<TaskId>(), key), calling(olga, key));
        auto const left = done(first.get());
        auto const right = done(second.get());
        CHECK(left.answer == right.answer);
        CHECK(left.replayed != right.replayed);
    }
    CHECK(
        owner.execute("select count(*) from log.events where data like '%\"key %'").integer(0, 0) ==
        20);
}

TEST_CASE_FIXTURE(TwoNodes, "a command that changed nothing is answered the same again") {
    auto const task = make_task();
    auto const first = done(one.run(renaming(task, "Paint"), calling(olga, "key")));
    REQUIRE(is_done(one.run(renaming(task, "Sail"), olga)));
    auto const again = done(other.run(renaming(task, "Paint"), calling(olga, "key")));
    CHECK(again.replayed);
    CHECK(again.answer == first.answer);
    CHECK(state<task::State>(stream_of(task)).title == "Sail");
}

}  // namespace atelier::test
