#include "eventstore/kafka/producer.hpp"

#include <librdkafka/rdkafka.h>

#include "eventstore/source/source_error.hpp"

namespace atelier::eventstore {
namespace {

constexpr int poll_pause_milliseconds = 100;

ClientOptions options_for(Producer::Patience patience) {
    bool const endless = patience == Producer::Patience::endless;
    ClientOptions options{
        {"enable.idempotence", "true"},
        {"acks", "all"},
        {"linger.ms", "0"},
        {"message.timeout.ms", std::to_string(endless ? 0 : Producer::bounded_patience.count())},
        {"queue.buffering.max.kbytes", std::to_string(Producer::queue_kilobytes)},
        {"partitioner", "murmur2_random"},
        {"compression.codec", "lz4"},
        // A single event may be larger than the broker's usual limit for a batch, a batch of many
        // must not.
        {"message.max.bytes", "2000000"},
        {"batch.size", "900000"},
    };
    if (endless) {
        options.emplace_back("enable.gapless.guarantee", "true");
        // A broker accepts any first batch of a producer that is new to a partition. With one
        // request at a time there is nothing behind a refused batch that could be accepted as the
        // first.
        options.emplace_back("max.in.flight", "1");
    }
    return options;
}

/// Frees them unless the record took them over.
struct HeadersRelease {
    void operator()(rd_kafka_headers_t* headers) const { rd_kafka_headers_destroy(headers); }
};
using Headers = std::unique_ptr<rd_kafka_headers_t, HeadersRelease>;

Headers headers_of(ProducedRecord const& record) {
    Headers headers{rd_kafka_headers_new(record.headers.size())};
    for (auto const& [name, text] : record.headers) {
        rd_kafka_header_add(headers.get(), name, -1, text.data(),
                            static_cast<ssize_t>(text.size()));
    }
    return headers;
}

/// The tag travels in the place of a pointer.
void* pointer_of(std::int64_t tag) {
    return reinterpret_cast<void*>(static_cast<std::intptr_t>(tag));
}

}  // namespace

Producer::Producer(std::string const& brokers, std::string const& topic, Patience patience,
                   OnDelivery on_delivery)
    : topic_name_(topic), on_delivery_(std::move(on_delivery)) {
    auto conf = make_conf(brokers, options_for(patience));
    rd_kafka_conf_set_opaque(conf.get(), this);
    rd_kafka_conf_set_dr_msg_cb(
        conf.get(), [](rd_kafka_t*, rd_kafka_message_t const* message, void* self) {
            auto const& producer = *static_cast<Producer*>(self);
            if (producer.stopping_) return;
            auto const tag =
                static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(message->_private));
            producer.on_delivery_(tag, message->err ? rd_kafka_err2str(message->err) : nullptr);
        });
    client_ = make_client(ClientKind::producer, std::move(conf));
    topic_ = open_topic(client_, topic);
    thread_ = std::thread{[this] { serve(); }};
}

Producer::~Producer() {
    stopping_ = true;
    QueueHandle const main{rd_kafka_queue_get_main(client_.get())};
    rd_kafka_queue_yield(main.get());
    thread_.join();
    // Giving up is meant; what the library makes of it is not worth a line in the log.
    rd_kafka_set_log_level(client_.get(), 0);
    rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_flush(client_.get(), poll_pause_milliseconds);
}

void Producer::serve() {
    while (!stopping_) rd_kafka_poll(client_.get(), poll_pause_milliseconds);
}

bool Producer::produce(ProducedRecord const& record, std::int64_t tag) {
    auto headers = headers_of(record);
    auto const error = rd_kafka_producev(
        client_.get(), RD_KAFKA_V_RKT(topic_.get()),
        RD_KAFKA_V_PARTITION(record.partition.value_or(RD_KAFKA_PARTITION_UA)),
        RD_KAFKA_V_KEY(record.key.data(), record.key.size()),
        // The library copies the value; its declaration merely lacks the const.
        RD_KAFKA_V_VALUE(const_cast<char*>(record.value.data()), record.value.size()),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_HEADERS(headers.get()),
        RD_KAFKA_V_OPAQUE(pointer_of(tag)), RD_KAFKA_V_END);
    if (!error) {
        static_cast<void>(headers.release());
        return true;
    }
    if (error == RD_KAFKA_RESP_ERR__QUEUE_FULL) return false;
    auto const* const reason = rd_kafka_err2str(error);
    throw SourceError("cannot send to " + topic_name_ + ": " + reason,
                      error != RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
}

}  // namespace atelier::eventstore
