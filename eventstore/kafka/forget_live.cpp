#include "eventstore/kafka/forget_live.hpp"

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <memory>
#include <span>

#include "eventstore/kafka/client.hpp"
#include "eventstore/source/source_error.hpp"

namespace atelier::eventstore {
namespace {

using namespace std::chrono_literals;

constexpr auto forget_timeout = 5s;
constexpr int forget_timeout_ms = 5'000;

struct Release {
    void operator()(rd_kafka_topic_partition_list_t* list) const {
        rd_kafka_topic_partition_list_destroy(list);
    }
    void operator()(rd_kafka_DeleteRecords_t* request) const {
        rd_kafka_DeleteRecords_destroy(request);
    }
    void operator()(rd_kafka_AdminOptions_t* options) const {
        rd_kafka_AdminOptions_destroy(options);
    }
    void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;
using Offsets = Owned<rd_kafka_topic_partition_list_t>;

void check(rd_kafka_resp_err_t error, char const* what) {
    if (error) throw SourceError(std::string{what} + ": " + rd_kafka_err2str(error), true);
}

/// Where the records from `before` on begin in each partition.
Offsets offsets_at(ClientHandle const& client, std::string const& name, Timestamp before) {
    int const count = count_partitions(client, open_topic(client, name), forget_timeout);
    Offsets offsets{rd_kafka_topic_partition_list_new(count)};
    std::vector<std::int64_t> ends;
    for (int partition = 0; partition < count; ++partition) {
        ends.push_back(read_offsets(client, name, partition, forget_timeout).end);
        rd_kafka_topic_partition_list_add(offsets.get(), name.c_str(), partition)->offset =
            before.milliseconds;
    }
    check(rd_kafka_offsets_for_times(client.get(), offsets.get(), forget_timeout_ms),
          "Kafka's offsets of live deltas");
    for (auto& one : std::span{offsets->elems, static_cast<std::size_t>(offsets->cnt)}) {
        check(one.err, "Kafka's offsets of live deltas");
        // Nothing has come since: all that was there before the question.
        if (one.offset < 0) one.offset = ends.at(static_cast<std::size_t>(one.partition));
    }
    return offsets;
}

}  // namespace

void forget_live(KafkaSettings const& settings, Timestamp before) {
    auto const client = make_client(ClientKind::producer, make_conf(settings.brokers, {}));
    auto const offsets = offsets_at(client, settings.live_topic, before);
    Owned<rd_kafka_DeleteRecords_t> const request{rd_kafka_DeleteRecords_new(offsets.get())};
    Owned<rd_kafka_AdminOptions_t> const options{
        rd_kafka_AdminOptions_new(client.get(), RD_KAFKA_ADMIN_OP_DELETERECORDS)};
    rd_kafka_AdminOptions_set_request_timeout(options.get(), forget_timeout_ms, nullptr, 0);
    QueueHandle const queue{rd_kafka_queue_new(client.get())};
    auto* bare = request.get();
    rd_kafka_DeleteRecords(client.get(), &bare, 1, options.get(), queue.get());
    Owned<rd_kafka_event_t> const event{rd_kafka_queue_poll(queue.get(), 2 * forget_timeout_ms)};
    if (!event) throw SourceError("Kafka did not answer the request to drop live deltas", true);
    check(rd_kafka_event_error(event.get()), "Kafka cannot drop live deltas");
}

}  // namespace atelier::eventstore
