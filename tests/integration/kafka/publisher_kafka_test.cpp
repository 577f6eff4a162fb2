#include "eventstore/publish/publisher.hpp"

#include <doctest/doctest.h>

#include <optional>

#include "eventstore/kafka/topics.hpp"
#include "eventstore/source/kafka_source.hpp"
#include "schemas/sql.hpp"
#include "tests/integration/kafka/support.hpp"

namespace atelier::eventstore {
namespace {

using namespace test;

/// A log, its topics, and somebody who writes.
struct Fixture {
    TestDatabase database;
    LogSignal signal;
    KafkaSettings topics = own_topics();
    LogWriter writer{database.service_url(), signal};

    Publisher publisher() { return {database.service_url(), topics, signal}; }
    Position checkpoint() {
        Connection connection{database.service_url()};
        auto const rows = connection.run(sql::publish_read_checkpoint, topics.events_topic);
        return rows.empty() ? 0 : rows.integer(0, 0);
    }
};

/// Ends the session that leads, as a database does that restarts or loses a node.
void end_leader(TestDatabase const& database) {
    Connection owner{database.owner_url()};
    owner.execute(
        "select pg_terminate_backend(l.pid) from pg_locks l join pg_database d on d.oid = "
        "l.database "
        "where l.locktype = 'advisory' and l.granted and d.datname = current_database()");
}

}  // namespace

TEST_CASE("every event comes to the topic once and in order, as it was stored") {
    Fixture f;
    f.writer.append(500);
    auto publisher = f.publisher();
    publisher.start();
    auto const last = f.writer.append(500);
    REQUIRE(eventually([&] { return publisher.published() == last; }));
    CHECK(publisher.is_leader());

    KafkaSource source{f.topics};
    Reading reading{source};
    REQUIRE(reading.reaches(1000));
    CHECK(reading.is_whole());
    CHECK(reading.records() == 1000);
    REQUIRE(eventually([&] { return f.checkpoint() == last; }));
}

TEST_CASE("what this process appends is published without a look into the log") {
    Fixture f;
    auto publisher = f.publisher();
    publisher.start();
    auto const first = f.writer.append(10);
    REQUIRE(eventually([&] { return publisher.published() == first; }));
    Connection owner{f.database.owner_url()};
    owner.execute("revoke select on log.events from atelier");
    auto const last = f.writer.append(10);
    REQUIRE(eventually([&] { return publisher.published() == last; }));
    KafkaSource source{f.topics};
    Reading reading{source};
    REQUIRE(reading.reaches(20));
    CHECK(reading.is_whole());
    CHECK(reading.records() == 20);
}

TEST_CASE("a publisher that is stopped in order and started again repeats nothing") {
    Fixture f;
    for (int round = 0; round < 3; ++round) {
        auto publisher = f.publisher();
        publisher.start();
        auto const last = f.writer.append(100);
        REQUIRE(eventually([&] { return publisher.published() == last; }));
        publisher.stop();
        CHECK_FALSE(publisher.is_leader());
        CHECK(f.checkpoint() == last);
    }
    KafkaSource source{f.topics};
    Reading reading{source};
    REQUIRE(reading.reaches(300));
    CHECK(reading.is_whole());
    CHECK(reading.records() == 300);
}

TEST_CASE("only one of two publishers leads, and the other takes over when it stops") {
    Fixture f;
    std::optional<Publisher> first{std::in_place, f.database.service_url(), f.topics, f.signal};
    first->start();
    REQUIRE(eventually([&] { return first->is_leader(); }));
    auto second = f.publisher();
    second.start();
    auto const last = f.writer.append(10);
    REQUIRE(eventually([&] { return first->published() == last; }));
    CHECK_FALSE(second.is_leader());

    first.reset();
    REQUIRE(eventually([&] { return second.is_leader(); }, 5s));
    auto const after = f.writer.append(10);
    REQUIRE(eventually([&] { return second.published() == after; }));
}

TEST_CASE("two publishers whose leader is killed again and again lose and reorder nothing") {
    Fixture f;
    auto first = f.publisher();
    auto second = f.publisher();
    first.start();
    second.start();
    SteadyWriter writing{f.writer};
    for (int kill = 0; kill < 8; ++kill) {
        // Each one leads long enough to publish something before it is killed.
        auto const before = std::max(first.published(), second.published());
        REQUIRE(
            eventually([&] { return std::max(first.published(), second.published()) > before; }));
        end_leader(f.database);
    }
    auto const last = writing.stop();
    REQUIRE(eventually([&] { return std::max(first.published(), second.published()) == last; }));
    KafkaSource source{f.topics};
    Reading reading{source};
    REQUIRE(reading.reaches(static_cast<std::size_t>(last)));
    CHECK(reading.is_whole());
}

TEST_CASE("a publisher that dies with its checkpoint behind repeats and loses nothing") {
    Fixture f;
    Position last = 0;
    {
        auto publisher = f.publisher();
        publisher.start();
        last = f.writer.append(1000);
        REQUIRE(eventually([&] { return publisher.published() == last; }));
    }
    Connection owner{f.database.owner_url()};
    owner.execute("update log.publisher set position = 400");
    auto publisher = f.publisher();
    publisher.start();
    last = f.writer.append(100);
    REQUIRE(eventually([&] { return publisher.published() == last; }));
    KafkaSource source{f.topics};
    Reading reading{source};
    REQUIRE(reading.reaches(1100));
    CHECK(reading.is_whole());
    CHECK(reading.records() == 1700);
}

TEST_CASE("a checkpoint is never taken back") {
    Fixture f;
    Connection connection{f.database.service_url()};
    connection.run(sql::publish_save_checkpoint, f.topics.events_topic, Position{10});
    connection.run(sql::publish_save_checkpoint, f.topics.events_topic, Position{7});
    CHECK(f.checkpoint() == 10);
}

TEST_CASE("a topic that is empty against the checkpoint is filled from the start of the log") {
    Fixture f;
    auto const last = f.writer.append(50);
    Connection connection{f.database.service_url()};
    connection.run(sql::publish_save_checkpoint, f.topics.events_topic, last);
    auto publisher = f.publisher();
    publisher.start();
    KafkaSource source{f.topics};
    REQUIRE(eventually([&] { return publisher.published() == last; }));
    Reading reading{source};
    REQUIRE(reading.reaches(50));
    CHECK(reading.is_whole());
}

TEST_CASE("what another node appends is published without a signal") {
    Fixture f;
    auto publisher = f.publisher();
    publisher.start();
    REQUIRE(eventually([&] { return publisher.is_leader(); }));
    LogSignal elsewhere;
    LogWriter writer{f.database.service_url(), elsewhere};
    auto const last = writer.append(3);
    CHECK(eventually([&] { return publisher.published() == last; }, 2s));
}

TEST_CASE("an event of the greatest size is published") {
    Fixture f;
    auto publisher = f.publisher();
    publisher.start();
    NewEvent event;
    event.id = {Uuid{{1}}};
    event.stream = {StreamKind::task, Uuid{{2}}};
    event.version = 1;
    event.type = "TaskCreated";
    event.schema_version = 1;
    event.data = '"' + random_digits(static_cast<int>(bytes_per_event) - 2) + '"';
    event.metadata = "{}";
    Appender appender{f.database.service_url(), f.signal};
    appender.submit({.guards = {{event.stream, 0}},
                     .quiet = {},
                     .claims = {},
                     .events = {event},
                     .secrets = {},
                     .answer = {}},
                    [](AppendOutcome const&) {});
    REQUIRE(eventually([&] { return publisher.published() == 1; }));
    KafkaSource source{f.topics};
    source.assign({{0}, {1}, {2}, {3}});
    std::vector<SourcedEvent> events;
    REQUIRE(eventually([&] { return !(events = source.poll(10, 100ms)).empty(); }));
    CHECK(events.front().event.data == event.data);
}

}  // namespace atelier::eventstore
