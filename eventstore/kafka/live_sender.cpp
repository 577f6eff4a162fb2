#include <condition_variable>
#include <mutex>

#include "eventstore/kafka/live_channel.hpp"
#include "eventstore/kafka/producer.hpp"

namespace atelier::eventstore {
namespace {

using namespace std::chrono_literals;

static_assert(Producer::bounded_patience == live_send_timeout);
/// The producer gives up by itself; this is for the bug that it does not.
constexpr auto answer_timeout = live_send_timeout + 5s;

/// The library sends a request for each partition, and the broker answers one after the other: what
/// a command gives rise to would wait for four answers instead of one.
constexpr std::int32_t live_partition = 0;

ProducedRecord record_of(LiveMessage message, LogEpoch const& epoch) {
    return {std::move(message.topic),
            std::move(message.body),
            {{"position", std::to_string(message.position)}, {"logepoch", epoch.id}},
            live_partition};
}

}  // namespace

/// A producer and what it has not confirmed yet. After a failure it is thrown away with all that is
/// under way.
struct KafkaLiveSender::Flight {
    explicit Flight(KafkaSettings const& settings)
        : epoch(settings.epoch),
          producer(settings.brokers, settings.live_topic, Producer::Patience::bounded,
                   [this](std::int64_t, char const* error) { land(error); }) {}

    void land(char const* error) {
        std::lock_guard const lock{mutex};
        --pending;
        if (error && failure.empty()) failure = error;
        if (pending == 0 || error) landed.notify_one();
    }

    void send(LiveMessage message) {
        auto const record = record_of(std::move(message), epoch);
        {
            std::lock_guard const lock{mutex};
            ++pending;
        }
        while (!producer.produce(record, 0)) {
            std::unique_lock lock{mutex};
            landed.wait_for(lock, 5ms, [this] { return !failure.empty(); });
            if (!failure.empty()) return;
        }
    }

    void wait() {
        std::unique_lock lock{mutex};
        bool const in_time = landed.wait_for(lock, answer_timeout,
                                             [this] { return pending == 0 || !failure.empty(); });
        if (!in_time) failure = "no answer";
        if (!failure.empty())
            throw SourceError("live messages were not delivered: " + failure, true);
    }

    LogEpoch const epoch;
    std::mutex mutex;
    std::condition_variable landed;
    std::size_t pending = 0;
    std::string failure;
    Producer producer;
};

KafkaLiveSender::KafkaLiveSender(KafkaSettings settings) : settings_(std::move(settings)) {}

KafkaLiveSender::~KafkaLiveSender() = default;

void KafkaLiveSender::begin(std::vector<LiveMessage> messages) {
    if (messages.empty()) return;
    try {
        if (!flight_) flight_ = std::make_unique<Flight>(settings_);
        for (auto& message : messages) flight_->send(std::move(message));
    } catch (SourceError const&) {
        flight_.reset();
        throw;
    }
}

void KafkaLiveSender::finish() {
    if (!flight_) return;
    try {
        flight_->wait();
    } catch (SourceError const&) {
        flight_.reset();
        throw;
    }
}

}  // namespace atelier::eventstore
