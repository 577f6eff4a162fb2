#include "tests/integration/commands/two_nodes.hpp"

namespace atelier::test {
namespace {

Caller from_somewhere(UserId who) {
    Caller caller;
    caller.user = who;
    caller.origin = eventstore::Origin{"192.0.2.7", "Lynx/2.8"};
    caller.request_id = "request-1";
    caller.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    return caller;
}

}  // namespace

TEST_CASE_FIXTURE(TwoNodes, "an event says who did it by which command, from where, and when") {
    auto const task = make_task();
    auto const before = crypto::system_now();
    REQUIRE(is_done(other.run(renaming(task, "first"), from_somewhere(mia))));
    auto const event = events_of(stream_of(task)).back();
    CHECK(event.version == 2);
    CHECK(event.workspace == workspace);
    CHECK(event.metadata.actor == mia);
    CHECK(event.metadata.command == "EditTask");
    CHECK(event.metadata.correlation_id == event.metadata.command_id);
    CHECK(event.metadata.request_id == "request-1");
    CHECK(event.metadata.traceparent == "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    CHECK_FALSE(event.metadata.occurred_at.has_value());
    CHECK(before <= event.recorded_at);
    REQUIRE(event.metadata.origin.has_value());
    auto const origin = one.engine.keys.open(*event.metadata.origin);
    REQUIRE(origin.has_value());
    CHECK(origin->address == "192.0.2.7");
    CHECK(origin->user_agent == "Lynx/2.8");
}

TEST_CASE_FIXTURE(TwoNodes,
                  "events belong to the workspace that they happen in, people's own to none") {
    auto const task = make_task();
    CHECK(events_of(stream_of(workspace)).front().workspace == workspace);
    CHECK(events_of(stream_of(project)).front().workspace == workspace);
    CHECK(events_of(stream_of(task)).front().workspace == workspace);
    CHECK(events_of(stream_of(olga)).front().workspace.is_nil());
}

TEST_CASE_FIXTURE(TwoNodes,
                  "no name, address or origin of a person stands in the database in the clear") {
    auto const task = make_task();
    REQUIRE(is_done(other.run(renaming(task, "first"), from_somewhere(mia))));
    for (std::string const text :
         {"olga@", "mia@", "@example.org", "Somebody", "192.0.2.7", "Lynx"}) {
        CAPTURE(text);
        for (std::string const table :
             {"log.events", "log.claims", "log.commands", "log.streams"}) {
            auto const found = owner.execute("select count(*) from " + table +
                                             " t where t::text ilike '%" + text + "%'");
            CHECK(found.integer(0, 0) == 0);
        }
    }
}

TEST_CASE_FIXTURE(TwoNodes,
                  "of a person who was erased no origin is kept, and nothing opens what was") {
    auto const task = make_task();
    REQUIRE(is_done(one.run(renaming(task, "first"), from_somewhere(mia))));
    owner.execute("delete from log.secrets where kind = 'person_key' and key = '" + to_text(mia) +
                  "'");
    Node fresh{database.service_url()};
    REQUIRE(is_done(fresh.run(renaming(task, "second"), from_somewhere(mia))));
    auto const events = events_of(stream_of(task));
    REQUIRE(events.size() == 3);
    CHECK_FALSE(fresh.engine.keys.open(*events[1].metadata.origin).has_value());
    CHECK_FALSE(events[2].metadata.origin.has_value());
}

TEST_CASE_FIXTURE(TwoNodes, "an event that is too large to be published is refused") {
    auto const task = make_task();
    auto const outcome =
        other.run(renaming(task, std::string(eventstore::bytes_per_event, 'x')), mia);
    CHECK(is_rejected(outcome, RejectionCode::validation_failed));
    CHECK(state_of(stream_of(task)).version == 1);
}

}  // namespace atelier::test
