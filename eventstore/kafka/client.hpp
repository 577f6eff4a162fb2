#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

// rdkafka.h is included by .cpp files only: these are its handles.
struct rd_kafka_s;
struct rd_kafka_topic_s;
struct rd_kafka_queue_s;
struct rd_kafka_conf_s;

namespace atelier::eventstore {

struct ClientRelease {
    void operator()(rd_kafka_s* client) const;
    void operator()(rd_kafka_topic_s* topic) const;
    void operator()(rd_kafka_queue_s* queue) const;
    void operator()(rd_kafka_conf_s* conf) const;
};
/// A client of librdkafka and what belongs to it; topics and queues must go before their client.
using ClientHandle = std::unique_ptr<rd_kafka_s, ClientRelease>;
using TopicHandle = std::unique_ptr<rd_kafka_topic_s, ClientRelease>;
using QueueHandle = std::unique_ptr<rd_kafka_queue_s, ClientRelease>;
using ConfHandle = std::unique_ptr<rd_kafka_conf_s, ClientRelease>;

using ClientOptions = std::vector<std::pair<char const*, std::string>>;

/// Settings that all clients share, and these. What librdkafka has to say goes to spdlog, each kind
/// of line at most once in 30 seconds. A wrong option is a bug: aborts.
ConfHandle make_conf(std::string const& brokers, ClientOptions const& options);

enum class ClientKind { producer, consumer };

/// Does not connect yet. Throws SourceError.
ClientHandle make_client(ClientKind kind, ConfHandle conf);
TopicHandle open_topic(ClientHandle const& client, std::string const& topic);

/// These ask the brokers; they throw SourceError, retryable while those are away.
int count_partitions(ClientHandle const& client, TopicHandle const& topic,
                     std::chrono::milliseconds timeout);

struct OffsetRange {
    std::int64_t begin = 0;  ///< of the oldest record that is kept
    std::int64_t end = 0;    ///< of the next record to come
};
OffsetRange read_offsets(ClientHandle const& client, std::string const& topic, int partition,
                         std::chrono::milliseconds timeout);

}  // namespace atelier::eventstore
