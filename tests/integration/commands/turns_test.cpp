#include <atomic>
#include <thread>

#include "tests/integration/commands/two_nodes.hpp"

namespace atelier::test {
namespace {

/// Renames the task without a pause until told to stop; how often.
int keep_renaming(Node& node, TaskId task, UserId who, std::string const& title,
                  std::atomic<bool> const& stop) {
    int renamed = 0;
    while (!stop)
        renamed += is_done(node.run(renaming(task, title + std::to_string(renamed)), who));
    return renamed;
}

}  // namespace

TEST_CASE_FIXTURE(TwoNodes, "who has lost eight times is decided while nobody else appends") {
    auto const task = make_task();
    warm_up_other();
    int decided = 0;
    std::future<Outcome> kept_waiting;
    auto const outcome = other.run(renaming(task, "by Mia"), mia, [&] {
        ++decided;
        auto edit = renaming(task, "by Olga " + std::to_string(decided));
        if (decided <= Handler::races) {
            REQUIRE(is_done(one.run(std::move(edit), olga)));
        } else {
            Caller caller;
            caller.user = olga;
            kept_waiting = one.submit(std::move(edit), std::move(caller));
            CHECK(kept_waiting.wait_for(std::chrono::milliseconds{200}) ==
                  std::future_status::timeout);
        }
    });
    CHECK(decided == Handler::races + 1);
    CHECK(done(outcome).version == Handler::races + 2);
    CHECK(done(kept_waiting.get()).version == Handler::races + 3);
    CHECK(state<task::State>(stream_of(task)).title ==
          "by Olga " + std::to_string(Handler::races + 1));
}

TEST_CASE_FIXTURE(TwoNodes, "however many change a task without a pause, everybody comes through") {
    auto const task = make_task();
    std::atomic<bool> stop = false;
    std::vector<std::future<int>> others;
    for (int i = 0; i < 4; ++i) {
        others.push_back(std::async(std::launch::async, [&, i] {
            return keep_renaming(i % 2 ? one : other, task, i % 2 ? olga : mia,
                                 "by " + std::to_string(i) + ": ", stop);
        }));
    }
    int mine = 0;
    for (; mine < 100; ++mine)
        CHECK(is_done(one.run(renaming(task, "mine " + std::to_string(mine)), olga)));
    stop = true;
    for (auto& each : others) mine += each.get();
    CHECK(state_of(stream_of(task)).version == 1 + mine);
}

TEST_CASE_FIXTURE(TwoNodes, "a refusal in one's turn ends it") {
    auto const task = make_task();
    warm_up_other();
    int decided = 0;
    auto const outcome = other.run(renaming(task, "by Mia"), mia, [&] {
        if (++decided < Handler::races) {
            REQUIRE(is_done(one.run(renaming(task, "no. " + std::to_string(decided)), olga)));
        } else {
            REQUIRE(is_done(one.run(DeleteTask{task}, olga)));
        }
    });
    CHECK(decided == Handler::races);
    CHECK(is_rejected(outcome, RejectionCode::not_found));
    auto const next = make_task();
    CHECK(is_done(other.run(renaming(next, "goes on"), mia)));
}

TEST_CASE_FIXTURE(TwoNodes, "a turn whose connections are cut leaves nothing behind") {
    auto const task = make_task();
    warm_up_other();
    int decided = 0;
    auto const outcome = other.run(renaming(task, "by Mia"), mia, [&] {
        if (++decided <= Handler::races) {
            REQUIRE(is_done(one.run(renaming(task, "no. " + std::to_string(decided)), olga)));
        } else if (decided == Handler::races + 1) {
            owner.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()");
        }
    });
    bool const came_through = is_done(outcome);
    CHECK((came_through || std::holds_alternative<NotAvailable>(outcome)));
    CHECK(state_of(stream_of(task)).version == 1 + Handler::races + (came_through ? 1 : 0));
    CHECK(is_done(other.run(renaming(task, "goes on"), mia)));
}

TEST_CASE_FIXTURE(TwoNodes, "the log is taken back from who does nothing with it") {
    auto const task = make_task();
    eventstore::LogSignal signal;
    eventstore::Turn forgotten{database.service_url(), signal};
    CHECK(is_done(one.run(renaming(task, "goes on"), olga)));
    CHECK_THROWS_AS(forgotten.append({}), eventstore::DatabaseError);
}

}  // namespace atelier::test
