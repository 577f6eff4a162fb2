#include "eventstore/kafka/topics.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <span>
#include <thread>

#include "eventstore/kafka/client.hpp"
#include "eventstore/source/source_error.hpp"

namespace atelier::eventstore {
namespace {

using namespace std::chrono_literals;

constexpr auto request_timeout = 3s;
constexpr auto appear_timeout = 10s;
constexpr auto appear_pause = 20ms;
constexpr int most_copies = 3;

constexpr int in_milliseconds(std::chrono::milliseconds time) {
    return static_cast<int>(time.count());
}

struct MetadataRelease {
    void operator()(rd_kafka_metadata_t const* metadata) const {
        rd_kafka_metadata_destroy(metadata);
    }
};
using Metadata = std::unique_ptr<rd_kafka_metadata_t const, MetadataRelease>;

Metadata read_metadata(ClientHandle const& client) {
    rd_kafka_metadata_t const* metadata = nullptr;
    auto const error =
        rd_kafka_metadata(client.get(), 1, nullptr, &metadata, in_milliseconds(request_timeout));
    if (error) throw SourceError(std::string{"Kafka's topics: "} + rd_kafka_err2str(error), true);
    return Metadata{metadata};
}

/// The topic, or nullptr when it is not there yet.
rd_kafka_metadata_topic_t const* find(Metadata const& metadata, std::string const& name) {
    std::span const topics{metadata->topics, static_cast<std::size_t>(metadata->topic_cnt)};
    auto const found =
        std::ranges::find_if(topics, [&](auto const& one) { return one.topic == name; });
    return found == topics.end() || found->err ? nullptr : &*found;
}

bool is_ready(rd_kafka_metadata_topic_t const* topic) {
    if (!topic || topic->partition_cnt == 0) return false;
    std::span const partitions{topic->partitions, static_cast<std::size_t>(topic->partition_cnt)};
    return std::ranges::all_of(partitions, [](auto const& one) { return one.leader >= 0; });
}

struct TopicWish {
    std::string name;
    std::string retention;
    int partitions;
};

struct NewTopicRelease {
    void operator()(rd_kafka_NewTopic_t* topic) const { rd_kafka_NewTopic_destroy(topic); }
};
using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, NewTopicRelease>;

NewTopic new_topic(TopicWish const& wish, int copies) {
    std::array<char, 512> error{};
    NewTopic topic{rd_kafka_NewTopic_new(wish.name.c_str(), wish.partitions, copies, error.data(),
                                         error.size())};
    if (!topic) throw SourceError("topic " + wish.name + ": " + error.data(), false);
    auto const set = [&](char const* name, std::string const& value) {
        rd_kafka_NewTopic_set_config(topic.get(), name, value.c_str());
    };
    set("cleanup.policy", "delete");
    set("retention.ms", wish.retention);
    set("retention.bytes", "-1");
    // What the producer may send at most, and its frame.
    set("max.message.bytes", "2097152");
    if (copies == most_copies) set("min.insync.replicas", "2");
    return topic;
}

struct EventRelease {
    void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
};

void check_created(rd_kafka_event_t* event) {
    if (!event) throw SourceError("Kafka did not answer the request to make topics", true);
    if (auto const error = rd_kafka_event_error(event)) {
        throw SourceError(std::string{"Kafka cannot make topics: "} + rd_kafka_err2str(error),
                          true);
    }
    std::size_t count = 0;
    auto const* const* results =
        rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
    for (std::size_t i = 0; i < count; ++i) {
        auto const error = rd_kafka_topic_result_error(results[i]);
        // Another node was faster.
        if (!error || error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) continue;
        auto const* const reason = rd_kafka_topic_result_error_string(results[i]);
        throw SourceError(
            fmt::format("Kafka cannot make topic {}: {}", rd_kafka_topic_result_name(results[i]),
                        reason ? reason : rd_kafka_err2str(error)),
            true);
    }
}

void create(ClientHandle const& client, std::vector<TopicWish> const& wishes, int copies) {
    std::vector<NewTopic> topics;
    std::vector<rd_kafka_NewTopic_t*> bare;
    for (auto const& wish : wishes) {
        bare.push_back(topics.emplace_back(new_topic(wish, copies)).get());
        spdlog::info("making Kafka topic {}: {} partitions, {} copies", wish.name, wish.partitions,
                     copies);
    }
    QueueHandle const queue{rd_kafka_queue_new(client.get())};
    auto* const options = rd_kafka_AdminOptions_new(client.get(), RD_KAFKA_ADMIN_OP_CREATETOPICS);
    rd_kafka_AdminOptions_set_request_timeout(options, in_milliseconds(request_timeout), nullptr,
                                              0);
    rd_kafka_CreateTopics(client.get(), bare.data(), bare.size(), options, queue.get());
    rd_kafka_AdminOptions_destroy(options);
    std::unique_ptr<rd_kafka_event_t, EventRelease> const event{
        rd_kafka_queue_poll(queue.get(), in_milliseconds(request_timeout + 1s))};
    check_created(event.get());
}

std::vector<TopicWish> missing(Metadata const& metadata, std::vector<TopicWish> const& wishes) {
    std::vector<TopicWish> absent;
    std::ranges::copy_if(wishes, std::back_inserter(absent),
                         [&](auto const& wish) { return !find(metadata, wish.name); });
    return absent;
}

}  // namespace

void ensure_topics(KafkaSettings const& settings) {
    std::vector<TopicWish> const wishes{{settings.events_topic, "-1", settings.partitions},
                                        {settings.live_topic, "86400000", 1}};
    auto const client = make_client(ClientKind::producer, make_conf(settings.brokers, {}));
    auto metadata = read_metadata(client);
    if (auto const absent = missing(metadata, wishes); !absent.empty()) {
        create(client, absent, std::clamp(metadata->broker_cnt, 1, most_copies));
    }
    auto const deadline = std::chrono::steady_clock::now() + appear_timeout;
    while (!std::ranges::all_of(
        wishes, [&](auto const& wish) { return is_ready(find(metadata, wish.name)); })) {
        if (std::chrono::steady_clock::now() > deadline) {
            throw SourceError("Kafka's topics have no leaders yet", true);
        }
        std::this_thread::sleep_for(appear_pause);
        metadata = read_metadata(client);
    }
}

}  // namespace atelier::eventstore
