#include "eventstore/kafka/consumer.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>

#include "eventstore/source/source_error.hpp"

namespace atelier::eventstore {
namespace {

static_assert(from_beginning == RD_KAFKA_OFFSET_BEGINNING);

ClientOptions const consumer_options{
    {"enable.auto.commit", "false"},
    {"enable.auto.offset.store", "false"},
    {"auto.offset.reset", "error"},
    // A broker answers at once when there is something; this bounds how long it may have nothing to
    // say.
    {"fetch.min.bytes", "1"},
    {"fetch.wait.max.ms", "100"},
    // When the queue is full, nothing is fetched for a second (that is what the backoff shortens,
    // where the library has it): the queue must hold what is read in a second.
    {"fetch.queue.backoff.ms", "5"},
    {"fetch.error.backoff.ms", "100"},
    {"queued.min.messages", "100000"},
    {"queued.max.messages.kbytes", "32768"},
    {"check.crcs", "true"},
    {"enable.partition.eof", "false"},
};

struct MessageRelease {
    void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
};
using Message = std::unique_ptr<rd_kafka_message_t, MessageRelease>;

/// What is there now: waits for the first one only, since the library's batch call waits until the
/// batch is full.
std::vector<Message> take(rd_kafka_queue_t* queue, std::size_t limit,
                          std::chrono::milliseconds timeout) {
    std::vector<Message> messages;
    Message first{rd_kafka_consume_queue(queue, static_cast<int>(timeout.count()))};
    if (!first) return messages;
    messages.push_back(std::move(first));
    std::vector<rd_kafka_message_t*> more(limit - 1);
    auto const count = rd_kafka_consume_batch_queue(queue, 0, more.data(), more.size());
    for (ssize_t i = 0; i < count; ++i) messages.emplace_back(more[static_cast<std::size_t>(i)]);
    return messages;
}

std::string_view view_of(void const* bytes, std::size_t size) {
    return bytes ? std::string_view{static_cast<char const*>(bytes), size} : std::string_view{};
}

void read_headers(rd_kafka_message_t const* message, std::vector<HeaderView>& into) {
    into.clear();
    rd_kafka_headers_t* headers = nullptr;
    if (rd_kafka_message_headers(message, &headers)) return;
    char const* name = nullptr;
    void const* bytes = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0; !rd_kafka_header_get_all(headers, i, &name, &bytes, &size); ++i) {
        into.push_back({name, view_of(bytes, size)});
    }
}

bool is_out_of_range(rd_kafka_resp_err_t error) {
    return error == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
           error == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE;
}

}  // namespace

Consumer::Consumer(std::string const& brokers, std::string topic)
    : topic_name_(std::move(topic)),
      client_(make_client(ClientKind::consumer, make_conf(brokers, consumer_options))),
      topic_(open_topic(client_, topic_name_)),
      queue_(rd_kafka_queue_new(client_.get())) {}

Consumer::~Consumer() { stop(); }

int Consumer::partitions() { return count_partitions(client_, topic_, query_timeout); }

OffsetRange Consumer::offsets(int partition) {
    return read_offsets(client_, topic_name_, partition, query_timeout);
}

void Consumer::stop() {
    for (int const partition : assigned_) rd_kafka_consume_stop(topic_.get(), partition);
    assigned_.clear();
}

void Consumer::assign(std::vector<ConsumerPlace> const& places) {
    stop();
    {
        // What was fetched for the previous assignment goes with its queue.
        std::lock_guard const lock{queue_mutex_};
        queue_.reset(rd_kafka_queue_new(client_.get()));
    }
    for (auto const& [partition, offset] : places) {
        if (rd_kafka_consume_start_queue(topic_.get(), partition, offset, queue_.get()) != 0) {
            throw SourceError(fmt::format("cannot read {}/{} from {}: {}", topic_name_, partition,
                                          offset, rd_kafka_err2str(rd_kafka_last_error())),
                              true);
        }
        assigned_.push_back(partition);
    }
}

Consumer::Polled Consumer::poll(std::size_t limit, std::chrono::milliseconds timeout,
                                std::function<void(ConsumedRecord const&)> const& visit) {
    Polled polled;
    limit = std::min(limit, poll_limit);
    if (woken_.exchange(false) || limit == 0) return polled;
    std::vector<HeaderView> headers;
    for (auto const& message : take(queue_.get(), limit, timeout)) {
        if (is_out_of_range(message->err)) {
            polled.out_of_range.push_back(message->partition);
            continue;
        }
        if (message->err) {
            throw SourceError(fmt::format("{}/{}: {}", topic_name_, message->partition,
                                          rd_kafka_message_errstr(message.get())),
                              true);
        }
        read_headers(message.get(), headers);
        visit({topic_name_, message->partition, message->offset,
               view_of(message->key, message->key_len), view_of(message->payload, message->len),
               headers});
        ++polled.records;
    }
    woken_ = false;
    return polled;
}

void Consumer::wake() {
    woken_ = true;
    std::lock_guard const lock{queue_mutex_};
    rd_kafka_queue_yield(queue_.get());
}

}  // namespace atelier::eventstore
