#include <doctest/doctest.h>

#include <latch>

#include "eventstore/kafka/consumer.hpp"
#include "eventstore/kafka/event_message.hpp"
#include "eventstore/kafka/producer.hpp"
#include "eventstore/kafka/topics.hpp"
#include "eventstore/source/kafka_source.hpp"
#include "tests/integration/kafka/support.hpp"

namespace atelier::eventstore {
namespace {

using namespace test;

RawEvent event_at(Position position, int workspace = 1) {
    RawEvent event;
    event.position = position;
    event.id.uuid.bytes[0] = static_cast<std::uint8_t>(position);
    event.stream = {StreamKind::project, event.id.uuid};
    event.version = position * 3;
    event.type = "ProjectRenamed";
    event.schema_version = 2;
    event.workspace.uuid.bytes[1] = static_cast<std::uint8_t>(workspace);
    event.data = R"({"name":"Łódź"})";
    event.metadata = R"({"command":"RenameProject"})";
    event.recorded_at = {1'763'000'000'123 + position};
    return event;
}

/// A topic with one partition, and what was sent to it.
class Topic {
public:
    Topic() {
        settings.partitions = 1;
        ensure_topics(settings);
    }

    void send(ProducedRecord const& record) {
        std::atomic<bool> is_there = false;
        Producer producer{settings.brokers, settings.events_topic, Producer::Patience::endless,
                          [&](std::int64_t, char const* error) { is_there = error == nullptr; }};
        producer.produce(record, 0);
        REQUIRE(eventually([&] { return is_there.load(); }));
    }

    void send(Position first, Position last) {
        for (auto position = first; position <= last; ++position)
            send(record_of(event_at(position)));
    }

    KafkaSettings settings = own_topics();
};

/// The positions of the next `count` events.
std::vector<Position> read(EventSource& source, std::size_t count) {
    std::vector<Position> positions;
    eventually(
        [&] {
            for (auto const& one : source.poll(100, 50ms)) positions.push_back(one.event.position);
            return positions.size() >= count;
        },
        10s);
    return positions;
}

}  // namespace

TEST_CASE("an event comes through Kafka exactly as it was stored") {
    Topic topic;
    auto sent = event_at(1);
    topic.send(record_of(sent));
    KafkaSource source{topic.settings};
    source.assign({{.partition = 0}});
    std::vector<SourcedEvent> events;
    REQUIRE(eventually([&] { return !(events = source.poll(10, 100ms)).empty(); }));
    auto const& [event, partition, offset] = events.front();
    CHECK(partition == 0);
    CHECK(offset == 0);
    CHECK(event.position == sent.position);
    CHECK(event.id == sent.id);
    CHECK(event.stream == sent.stream);
    CHECK(event.version == sent.version);
    CHECK(event.type == sent.type);
    CHECK(event.schema_version == sent.schema_version);
    CHECK(event.workspace == sent.workspace);
    CHECK(event.data == sent.data);
    CHECK(event.metadata == sent.metadata);
    CHECK(event.recorded_at == sent.recorded_at);
}

TEST_CASE("a source goes on from the offset that it is given") {
    Topic topic;
    topic.send(1, 5);
    KafkaSource source{topic.settings};
    source.assign({{.partition = 0, .next_offset = 3, .position = 3}});
    CHECK(read(source, 2) == std::vector<Position>{4, 5});
    source.assign({{.partition = 0, .next_offset = 1, .position = 1}});
    CHECK(read(source, 4) == std::vector<Position>{2, 3, 4, 5});
    source.assign({{.partition = 0}});
    CHECK(read(source, 5) == std::vector<Position>{1, 2, 3, 4, 5});
}

TEST_CASE("a source that has read everything waits at the end and gets what comes") {
    Topic topic;
    topic.send(1, 2);
    KafkaSource source{topic.settings};
    source.assign({{.partition = 0, .next_offset = 2, .position = 2}});
    CHECK(source.poll(10, 300ms).empty());
    topic.send(3, 3);
    CHECK(read(source, 1) == std::vector<Position>{3});
}

TEST_CASE("a place behind the end of the topic is answered from its beginning") {
    Topic topic;
    topic.send(1, 3);
    KafkaSource source{topic.settings};
    source.assign({{.partition = 0, .next_offset = 50, .position = 50}});
    CHECK(read(source, 3) == std::vector<Position>{1, 2, 3});
}

TEST_CASE("a place in a topic that was made anew and has grown beyond it is noticed") {
    Topic topic;
    topic.send(11, 20);
    KafkaSource source{topic.settings};
    source.assign({{.partition = 0, .next_offset = 5, .position = 5}});
    CHECK(read(source, 10).front() == 11);
}

TEST_CASE("events of another epoch of the log are passed over, whatever their positions") {
    LogEpoch const restored{"0199aa00-0000-7000-8000-000000000002", false};
    Topic topic;
    topic.send(1, 9);  // of before there were epochs
    for (Position position = 1; position <= 3; ++position)
        topic.send(record_of(event_at(position, 2), restored));
    topic.send(record_of(event_at(10), {"0199aa00-0000-7000-8000-000000000001", true}));
    topic.settings.epoch = restored;
    KafkaSource source{topic.settings};
    source.assign({{.partition = 0}});
    CHECK(read(source, 3) == std::vector<Position>{1, 2, 3});
    CHECK(source.poll(10, 300ms).empty());
}

TEST_CASE("a log that was never restored takes what was published before there were epochs") {
    Topic topic;
    topic.send(1, 2);
    topic.settings.epoch = {"0199aa00-0000-7000-8000-000000000001", true};
    topic.send(record_of(event_at(3), topic.settings.epoch));
    KafkaSource source{topic.settings};
    source.assign({{.partition = 0}});
    CHECK(read(source, 3) == std::vector<Position>{1, 2, 3});
}

TEST_CASE("a record that cannot be read stops the source and says where it is") {
    Topic topic;
    topic.send(1, 2);
    auto bad = record_of(event_at(3));
    for (auto& header : bad.headers) {
        if (std::string_view{header.name} == "ce_position") header.text = "three";
    }
    topic.send(bad);
    topic.send(4, 4);
    KafkaSource source{topic.settings};
    source.assign({{.partition = 0}});
    CHECK(read(source, 2) == std::vector<Position>{1, 2});
    auto const place = topic.settings.events_topic + "/0/2";
    for (int repeat = 0; repeat < 2; ++repeat) {
        std::string message;
        bool is_retryable = true;
        try {
            while (source.poll(10, 1s).empty()) continue;
        } catch (SourceError const& error) {
            message = error.what();
            is_retryable = error.is_retryable();
        }
        CHECK(message.contains(place));
        CHECK(message.contains("ce_position"));
        CHECK_FALSE(is_retryable);
    }
    source.assign({{.partition = 0, .next_offset = 3, .position = 3}});
    CHECK_THROWS_AS(source.poll(10, 5s), SourceError);
}

TEST_CASE("a wake ends a poll") {
    Topic topic;
    KafkaSource source{topic.settings};
    source.assign({{.partition = 0}});
    auto const begin = std::chrono::steady_clock::now();
    std::latch polling{1};
    std::thread waker{[&] {
        polling.wait();
        source.wake();
    }};
    polling.count_down();
    CHECK(source.poll(10, patience(20s)).empty());
    waker.join();
    CHECK(std::chrono::steady_clock::now() - begin < patience(5s));
    source.wake();
    CHECK(source.poll(10, patience(20s)).empty());
    CHECK(std::chrono::steady_clock::now() - begin < patience(5s));
}

TEST_CASE("a source without partitions waits, and one that gets others drops what it had fetched") {
    KafkaSettings settings = own_topics();
    ensure_topics(settings);
    Producer producer{settings.brokers, settings.events_topic, Producer::Patience::endless,
                      [](std::int64_t, char const*) {}};
    for (Position position = 1; position <= 200; ++position) {
        producer.produce(record_of(event_at(position, static_cast<int>(position % 40))), position);
    }
    // With everything at the broker, what is fetched with the first event is more than that one.
    Consumer ends{settings.brokers, settings.events_topic};
    REQUIRE(eventually([&] {
        std::int64_t records = 0;
        for (int partition = 0; partition < 4; ++partition) records += ends.offsets(partition).end;
        return records == 200;
    }));
    KafkaSource source{settings};
    CHECK(source.partitions() == 4);
    source.assign({});
    CHECK(source.poll(10, 50ms).empty());
    source.assign({{.partition = 0}, {.partition = 1}});
    REQUIRE_FALSE(source.poll(1, 10s).empty());
    source.assign({{.partition = 2}});
    for (auto const& one : source.poll(1000, 10s)) CHECK(one.partition == 2);
}

TEST_CASE("what is asked of brokers that are away is a fault that can be retried") {
    KafkaSettings const nowhere{.brokers = "127.0.0.1:1", .epoch = {}};
    KafkaSource source{nowhere};
    bool is_retryable = false;
    try {
        source.partitions();
    } catch (SourceError const& error) {
        is_retryable = error.is_retryable();
    }
    CHECK(is_retryable);
    CHECK_THROWS_AS(ensure_topics(nowhere), SourceError);
}

TEST_CASE("topics are made once, with what they need, and found again") {
    auto settings = own_topics();
    ensure_topics(settings);
    settings.partitions = 9;
    ensure_topics(settings);
    KafkaSource source{settings};
    CHECK(source.partitions() == 4);
}

}  // namespace atelier::eventstore
