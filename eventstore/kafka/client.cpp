#include "eventstore/kafka/client.hpp"

#include <librdkafka/rdkafka.h>
#include <spdlog/spdlog.h>

#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "domain/require.hpp"
#include "eventstore/source/source_error.hpp"

namespace atelier::eventstore {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto log_pause = 30s;
constexpr auto leader_pause = 20ms;
constexpr std::size_t error_text_bytes = 512;

/// One line of each kind in `log_pause`, for the whole process: a broker that is away is reported
/// by every thread of every client several times a second.
class LogFilter {
public:
    /// How many lines of the kind were dropped before this one; nothing when this one is to be
    /// dropped too.
    std::optional<int> admit(std::string const& kind) {
        std::lock_guard const lock{mutex_};
        auto& seen = kinds_[kind];
        auto const now = Clock::now();
        if (now < seen.quiet_until) {
            ++seen.dropped;
            return std::nullopt;
        }
        seen.quiet_until = now + log_pause;
        return std::exchange(seen.dropped, 0);
    }

private:
    struct Seen {
        Clock::time_point quiet_until{};
        int dropped = 0;
    };
    std::mutex mutex_;
    std::map<std::string, Seen> kinds_;
};

spdlog::level::level_enum level_of(int syslog_level) {
    if (syslog_level <= 3) return spdlog::level::err;
    if (syslog_level == 4) return spdlog::level::warn;
    return syslog_level <= 6 ? spdlog::level::info : spdlog::level::debug;
}

void write_log(rd_kafka_t const*, int level, char const* kind, char const* text) {
    static LogFilter filter;
    // That a setting is experimental is known to who sets it.
    if (std::string_view{kind} == "CONFWARN") return;
    auto const dropped = filter.admit(kind);
    if (!dropped) return;
    auto const more =
        *dropped > 0 ? fmt::format(" ({} more like it before)", *dropped) : std::string{};
    spdlog::log(level_of(level), "kafka {}: {}{}", kind, text, more);
}

bool has_lz4(rd_kafka_conf_t const* conf) {
    std::array<char, error_text_bytes> features{};
    auto size = features.size();
    return rd_kafka_conf_get(conf, "builtin.features", features.data(), &size) ==
               RD_KAFKA_CONF_OK &&
           std::string_view{features.data()}.contains("lz4");
}

/// Known to the library since its version 2.2 only.
bool is_optional(std::string_view name) { return name == "fetch.queue.backoff.ms"; }

void set(rd_kafka_conf_t* conf, char const* name, std::string const& value) {
    std::array<char, error_text_bytes> error{};
    auto const result = rd_kafka_conf_set(conf, name, value.c_str(), error.data(), error.size());
    if (result == RD_KAFKA_CONF_UNKNOWN && is_optional(name)) return;
    require(result == RD_KAFKA_CONF_OK, error.data());
}

int milliseconds_of(std::chrono::milliseconds time) { return static_cast<int>(time.count()); }

}  // namespace

void ClientRelease::operator()(rd_kafka_s* client) const { rd_kafka_destroy(client); }
void ClientRelease::operator()(rd_kafka_topic_s* topic) const { rd_kafka_topic_destroy(topic); }
void ClientRelease::operator()(rd_kafka_queue_s* queue) const { rd_kafka_queue_destroy(queue); }
void ClientRelease::operator()(rd_kafka_conf_s* conf) const { rd_kafka_conf_destroy(conf); }

ConfHandle make_conf(std::string const& brokers, ClientOptions const& options) {
    ConfHandle conf{rd_kafka_conf_new()};
    rd_kafka_conf_set_log_cb(conf.get(), write_log);
    set(conf.get(), "bootstrap.servers", brokers);
    set(conf.get(), "client.id", "atelier");
    // Small requests must not wait for the acknowledgement of the one before.
    set(conf.get(), "socket.nagle.disable", "true");
    set(conf.get(), "log.connection.close", "false");
    set(conf.get(), "reconnect.backoff.max.ms", "1000");
    for (auto const& [name, value] : options) {
        if (value != "lz4" || has_lz4(conf.get())) set(conf.get(), name, value);
    }
    return conf;
}

ClientHandle make_client(ClientKind kind, ConfHandle conf) {
    std::array<char, error_text_bytes> error{};
    auto const type = kind == ClientKind::producer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER;
    ClientHandle client{rd_kafka_new(type, conf.get(), error.data(), error.size())};
    if (!client)
        throw SourceError(std::string{"cannot make a Kafka client: "} + error.data(), true);
    // The client owns its settings now.
    static_cast<void>(conf.release());
    return client;
}

TopicHandle open_topic(ClientHandle const& client, std::string const& topic) {
    TopicHandle handle{rd_kafka_topic_new(client.get(), topic.c_str(), nullptr)};
    if (!handle)
        throw SourceError("topic " + topic + ": " + rd_kafka_err2str(rd_kafka_last_error()), false);
    return handle;
}

int count_partitions(ClientHandle const& client, TopicHandle const& topic,
                     std::chrono::milliseconds timeout) {
    rd_kafka_metadata_t const* metadata = nullptr;
    auto error =
        rd_kafka_metadata(client.get(), 0, topic.get(), &metadata, milliseconds_of(timeout));
    int count = 0;
    if (!error) {
        if (metadata->topic_cnt == 1) {
            error = metadata->topics[0].err;
            count = metadata->topics[0].partition_cnt;
        }
        rd_kafka_metadata_destroy(metadata);
    }
    if (error || count == 0) {
        auto const* name = rd_kafka_topic_name(topic.get());
        throw SourceError(fmt::format("partitions of {}: {}", name, rd_kafka_err2str(error)), true);
    }
    return count;
}

OffsetRange read_offsets(ClientHandle const& client, std::string const& topic, int partition,
                         std::chrono::milliseconds timeout) {
    auto const deadline = Clock::now() + timeout;
    OffsetRange range;
    while (true) {
        auto const error =
            rd_kafka_query_watermark_offsets(client.get(), topic.c_str(), partition, &range.begin,
                                             &range.end, milliseconds_of(timeout));
        if (!error) return range;
        // A topic that was just made is known everywhere a moment before its leader leads.
        if (error != RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION || Clock::now() > deadline) {
            throw SourceError(
                fmt::format("offsets of {}/{}: {}", topic, partition, rd_kafka_err2str(error)),
                true);
        }
        std::this_thread::sleep_for(leader_pause);
    }
}

}  // namespace atelier::eventstore
