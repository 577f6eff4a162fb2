#include "tests/integration/commands/two_nodes.hpp"
#include "tests/support/lossy_proxy.hpp"

namespace atelier::test {
namespace {

/// A third node, whose way to the database can be cut.
struct Cut : TwoNodes {
    LossyProxy proxy{database.service_url()};
    Node node{proxy.url()};
    TaskId task = make_task();

    Cut() { REQUIRE(is_done(node.run(renaming(task, "first"), mia))); }
};

}  // namespace

TEST_CASE_FIXTURE(
    Cut, "a command whose answer was lost by the database is done once, and answered as ever") {
    proxy.lose_next_answer();
    auto const outcome = done(node.run(renaming(task, "second"), mia));
    CHECK(outcome.version == 3);
    CHECK_FALSE(outcome.replayed);
    CHECK(state_of(stream_of(task)).version == 3);
    CHECK(done(node.run(renaming(task, "third"), mia)).version == 4);
}

TEST_CASE_FIXTURE(
    Cut,
    "while the database is away a command that needs it is told so, and later ones work again") {
    proxy.refuse(true);
    proxy.cut_clients();
    auto const away = node.run(renaming(make_task(), "second"), mia);
    REQUIRE(std::holds_alternative<NotAvailable>(away));
    CHECK_FALSE(std::get<NotAvailable>(away).reason.empty());
    proxy.refuse(false);
    CHECK(is_done(node.run(renaming(task, "second"), mia)));
    CHECK(is_done(node.run(renaming(make_task(), "third"), mia)));
}

TEST_CASE_FIXTURE(
    Cut,
    "connections that were cut while nothing happened are made again without anybody noticing") {
    for (int i = 0; i < 3; ++i) {
        proxy.cut_clients();
        CHECK(is_done(node.run(renaming(task, "title " + std::to_string(i)), mia)));
    }
}

TEST_CASE_FIXTURE(
    Cut, "a pool's connection that was cut is made again for the next command that loads") {
    auto const unknown = make_task();
    auto const also_unknown = make_task();
    proxy.cut_clients();
    CHECK(is_done(node.run(renaming(unknown, "second"), mia)));
    CHECK(is_done(node.run(renaming(also_unknown, "second"), mia)));
}

TEST_CASE_FIXTURE(
    TwoNodes, "a stream that this node cannot read is told as unavailable, and nothing crashes") {
    auto const task = make_task();
    owner.execute("alter table log.events disable trigger user");
    owner.execute("update log.events set schema_version = 99 where stream = '" +
                  to_text(stream_of(task)) + "'");
    auto const outcome = other.run(renaming(task, "x"), mia);
    REQUIRE(std::holds_alternative<NotAvailable>(outcome));
    CHECK(std::get<NotAvailable>(outcome).reason.find("newer version") != std::string::npos);
}

TEST_CASE_FIXTURE(TwoNodes, "a node that stops answers everything that waits") {
    auto const task = make_task();
    std::vector<std::future<Outcome>> outcomes;
    {
        Node stopping{database.service_url()};
        for (int i = 0; i < 50; ++i) {
            Caller caller;
            caller.user = mia;
            outcomes.push_back(
                stopping.submit(task_titled(project, new_id<TaskId>(), "Paint"), caller));
        }
    }
    std::int64_t made = 0;
    for (auto& future : outcomes) {
        REQUIRE(future.wait_for(std::chrono::seconds{0}) == std::future_status::ready);
        made += is_done(future.get());
    }
    auto const stored =
        owner.execute("select count(*) from log.events where type = 'TaskCreated'").integer(0, 0);
    // One to warm up, one just above.
    CHECK(stored == made + 2);
    CHECK(task != TaskId{});
}

}  // namespace atelier::test
