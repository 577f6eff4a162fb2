#include <doctest/doctest.h>

#include <mutex>

#include "eventstore/kafka/consumer.hpp"
#include "eventstore/kafka/live_channel.hpp"
#include "eventstore/kafka/producer.hpp"
#include "eventstore/kafka/topics.hpp"
#include "tests/integration/kafka/support.hpp"

namespace atelier::eventstore {
namespace {

using namespace test;

/// An API node: keeps what it receives.
class Node {
public:
    explicit Node(KafkaSettings const& settings)
        : receiver_(
              settings,
              [this](std::vector<LiveMessage> messages) {
                  std::lock_guard const lock{mutex_};
                  for (auto& message : messages) received_.push_back(std::move(message));
              },
              [this] {
                  std::lock_guard const lock{mutex_};
                  ++gaps_;
              }) {
        receiver_.start();
        REQUIRE(eventually([&] { return receiver_.is_level(); }));
    }

    std::size_t count() const {
        std::lock_guard const lock{mutex_};
        return received_.size();
    }
    int gaps() const {
        std::lock_guard const lock{mutex_};
        return gaps_;
    }
    std::vector<Position> positions(std::string const& topic) const {
        std::lock_guard const lock{mutex_};
        std::vector<Position> positions;
        for (auto const& message : received_) {
            if (message.topic == topic) positions.push_back(message.position);
        }
        return positions;
    }
    LiveMessage first() const {
        std::lock_guard const lock{mutex_};
        return received_.at(0);
    }

private:
    mutable std::mutex mutex_;
    std::vector<LiveMessage> received_;
    int gaps_ = 0;
    KafkaLiveReceiver receiver_;
};

std::vector<LiveMessage> messages(std::string const& topic, Position first, Position last) {
    std::vector<LiveMessage> all;
    for (auto position = first; position <= last; ++position) {
        all.push_back({topic, position, R"({"moved":)" + std::to_string(position) + "}"});
    }
    return all;
}

std::vector<Position> run(Position first, Position last) {
    std::vector<Position> all;
    while (first <= last) all.push_back(first++);
    return all;
}

}  // namespace

TEST_CASE("every node receives every live message, in order within a topic") {
    auto const settings = own_topics();
    ensure_topics(settings);
    Node one{settings};
    Node other{settings};
    KafkaLiveSender sender{settings};
    for (Position position = 1; position <= 200; position += 50) {
        sender.begin(messages("board:1", position, position + 49));
        sender.begin(messages("board:2", position, position + 49));
        sender.finish();
    }
    for (auto* node : {&one, &other}) {
        REQUIRE(eventually([&] { return node->count() == 400; }));
        CHECK(node->positions("board:1") == run(1, 200));
        CHECK(node->positions("board:2") == run(1, 200));
        CHECK(node->gaps() == 0);
    }
    CHECK(one.first().body == R"({"moved":1})");
}

TEST_CASE("what another epoch of the log said is received by no node, and is no gap") {
    auto settings = own_topics();
    ensure_topics(settings);
    KafkaLiveSender{settings}.send(messages("board:1", 1, 9));
    settings.epoch = {"0199aa00-0000-7000-8000-000000000002", false};
    Node node{settings};
    KafkaLiveSender{settings}.send(messages("board:1", 4, 5));
    REQUIRE(eventually([&] { return node.count() == 2; }));
    CHECK(node.positions("board:1") == run(4, 5));
    CHECK(node.gaps() == 0);
}

TEST_CASE("a node that starts later receives what was sent last, and no more than the lookback") {
    auto const settings = own_topics();
    ensure_topics(settings);
    KafkaLiveSender sender{settings};
    sender.send(messages("board:1", 1, 9000));
    sender.send(messages("board:2", 9001, 18000));
    Node late{settings};
    CHECK(late.positions("board:1") == run(2001, 9000));
    CHECK(late.positions("board:2") == run(9001, 18000));
    sender.send(messages("board:1", 18001, 18001));
    REQUIRE(eventually([&] { return late.count() == 16001; }));
    CHECK(late.gaps() == 0);
}

TEST_CASE("live messages have one partition, so that what a command gives rise to is one request") {
    auto const settings = own_topics();
    ensure_topics(settings);
    CHECK(Consumer{settings.brokers, settings.live_topic}.partitions() == 1);
    CHECK(Consumer{settings.brokers, settings.events_topic}.partitions() == settings.partitions);
}

TEST_CASE(
    "a live topic that has several partitions, as earlier versions made them, is gone on with") {
    auto const made = own_topics();
    ensure_topics(made);
    auto settings = own_topics();
    settings.live_topic = made.events_topic;
    ensure_topics(settings);
    {
        Producer earlier{settings.brokers, settings.live_topic, Producer::Patience::bounded,
                         [](std::int64_t, char const*) {}};
        for (auto const* topic : {"board:1", "board:2", "board:3"}) {
            ProducedRecord const record{
                topic, "{}", {{"position", "1"}, {"logepoch", settings.epoch.id}}};
            REQUIRE(earlier.produce(record, 0));
        }
        Node node{settings};
        REQUIRE(eventually([&] { return node.count() == 3; }));
    }
    Node node{settings};
    KafkaLiveSender{settings}.send(messages("board:2", 2, 9));
    REQUIRE(eventually([&] { return node.count() == 11; }));
    CHECK(node.positions("board:2") == run(1, 9));
    CHECK(node.gaps() == 0);
}

TEST_CASE("a record that is no live message is reported as a gap") {
    auto settings = own_topics();
    settings.partitions = 1;
    ensure_topics(settings);
    Node node{settings};
    {
        std::atomic<bool> is_there = false;
        Producer producer{settings.brokers, settings.live_topic, Producer::Patience::bounded,
                          [&](std::int64_t, char const*) { is_there = true; }};
        producer.produce({"board:1", "{}", {}}, 0);
        REQUIRE(eventually([&] { return is_there.load(); }));
    }
    KafkaLiveSender{settings}.send(messages("board:1", 1, 1));
    REQUIRE(eventually([&] { return node.count() == 1; }));
    CHECK(node.gaps() == 1);
}

TEST_CASE("sending nothing waits for nothing") {
    KafkaLiveSender sender{KafkaSettings{.brokers = "127.0.0.1:1", .epoch = {}}};
    sender.send({});
    sender.finish();
}

TEST_CASE("what cannot be sent in time is a fault that can be retried") {
    KafkaLiveSender sender{KafkaSettings{.brokers = "127.0.0.1:1", .epoch = {}}};
    bool is_retryable = false;
    try {
        sender.send(messages("board:1", 1, 3));
    } catch (SourceError const& error) {
        is_retryable = error.is_retryable();
    }
    CHECK(is_retryable);
    sender.finish();
}

}  // namespace atelier::eventstore
