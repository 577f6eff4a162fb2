#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>

#include "eventstore/kafka/consumer.hpp"
#include "eventstore/kafka/live_channel.hpp"

namespace atelier::eventstore {
namespace {

using namespace std::chrono_literals;

constexpr auto poll_pause = 1s;
constexpr auto retry_pause = 500ms;
constexpr std::size_t batch_limit = 1000;

std::optional<LiveMessage> message_of(ConsumedRecord const& record) {
    auto const digits = find_header(record, "position").value_or("");
    if (digits.empty() || record.key.empty()) return std::nullopt;
    LiveMessage message{std::string{record.key}, 0, std::string{record.value}};
    auto const* const last = digits.data() + digits.size();
    auto const [end, error] = std::from_chars(digits.data(), last, message.position);
    if (error != std::errc{} || end != last) return std::nullopt;
    return message;
}

}  // namespace

/// The consumer and how far it has come; the receiver's thread's own, except for `wake`.
class KafkaLiveReceiver::Reading {
public:
    explicit Reading(KafkaSettings const& settings)
        : topic_(settings.live_topic),
          epoch_(settings.epoch),
          consumer_(settings.brokers, settings.live_topic) {}

    /// From where this node was, or where it first begins; throws SourceError.
    void begin() {
        if (places_.empty()) find_places();
        std::vector<ConsumerPlace> places;
        for (auto const& [partition, place] : places_) places.push_back({partition, place.next});
        consumer_.assign(places);
    }

    struct Batch {
        std::vector<LiveMessage> messages;
        bool has_gap = false;
    };

    /// Throws SourceError; what was read until then is in `batch`.
    void read(Batch& batch) {
        auto const polled = consumer_.poll(
            batch_limit, poll_pause, [&](ConsumedRecord const& record) { take(record, batch); });
        if (polled.out_of_range.empty()) return;
        batch.has_gap = true;
        for (int const partition : polled.out_of_range) go_back(partition);
        begin();
    }

    bool is_level() const {
        return !places_.empty() && std::ranges::all_of(places_, [](auto const& entry) {
            return entry.second.next >= entry.second.end_at_start;
        });
    }

    void wake() { consumer_.wake(); }

private:
    struct Place {
        std::int64_t next = 0;
        std::int64_t end_at_start = 0;
    };

    void find_places() {
        std::map<int, Place> places;
        auto const count = consumer_.partitions();
        for (int partition = 0; partition < count; ++partition)
            places[partition] = first_place(partition);
        places_ = std::move(places);
    }

    Place first_place(int partition) {
        auto const kept = consumer_.offsets(partition);
        return {std::max(kept.begin, kept.end - lookback), kept.end};
    }

    void go_back(int partition) {
        spdlog::warn("{}/{} no longer has offset {}: live messages may be missing", topic_,
                     partition, places_.at(partition).next);
        places_.at(partition) = first_place(partition);
    }

    void take(ConsumedRecord const& record, Batch& batch) {
        places_.at(record.partition).next = record.offset + 1;
        if (!epoch_.owns(find_header(record, "logepoch").value_or(""))) return;
        if (auto message = message_of(record)) {
            batch.messages.push_back(*std::move(message));
        } else {
            spdlog::error("{} is not a live message: passed over", place_of(record));
            batch.has_gap = true;
        }
    }

    std::string topic_;
    LogEpoch epoch_;
    Consumer consumer_;
    std::map<int, Place> places_;
};

KafkaLiveReceiver::KafkaLiveReceiver(KafkaSettings settings, OnMessages on_messages, OnGap on_gap)
    : settings_(std::move(settings)),
      on_messages_(std::move(on_messages)),
      on_gap_(std::move(on_gap)) {}

KafkaLiveReceiver::~KafkaLiveReceiver() { stop(); }

void KafkaLiveReceiver::start() {
    reading_ = std::make_unique<Reading>(settings_);
    thread_ = std::thread{[this] { work(); }};
}

void KafkaLiveReceiver::stop() {
    if (!thread_.joinable()) return;
    stopping_ = true;
    reading_->wake();
    thread_.join();
}

void KafkaLiveReceiver::work() {
    bool is_troubled = false;
    while (!stopping_) {
        try {
            reading_->begin();
            while (!stopping_) {
                receive();
                if (std::exchange(is_troubled, false))
                    spdlog::info("live messages are received again");
            }
        } catch (SourceError const& error) {
            if (!std::exchange(is_troubled, true))
                spdlog::warn("live messages are not received: {}", error.what());
            std::this_thread::sleep_for(retry_pause);
        }
    }
}

void KafkaLiveReceiver::receive() {
    Reading::Batch batch;
    std::exception_ptr fault;
    try {
        reading_->read(batch);
    } catch (SourceError const&) {
        fault = std::current_exception();
    }
    if (batch.has_gap) on_gap_();
    if (!batch.messages.empty()) on_messages_(std::move(batch.messages));
    is_level_ = reading_->is_level();
    if (fault) std::rethrow_exception(fault);
}

}  // namespace atelier::eventstore
