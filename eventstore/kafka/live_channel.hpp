#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "eventstore/kafka/settings.hpp"
#include "eventstore/log/event_record.hpp"
#include "eventstore/source/source_error.hpp"

namespace atelier::eventstore {

/// A change of a read model, on its way to whoever watches it.
struct LiveMessage {
    std::string topic;  ///< such as `board:<id>`: what clients subscribe to
    Position position = 0;
    std::string body;  ///< JSON
};

/// The way of live deltas from projectors to API nodes. Messages of one topic stay in order, and
/// may arrive before what they tell of is committed. Used by one thread.
class LiveSender {
public:
    virtual ~LiveSender() = default;

    /// Starts to send and returns before the other side has it, so that the caller's own work can
    /// go on meanwhile. Throws SourceError as `finish` does.
    virtual void begin(std::vector<LiveMessage> messages) = 0;

    /// Returns when everything begun has arrived. Throws SourceError when it did not within
    /// `live_send_timeout`: any part of it may still have arrived, so the sender begins it again
    /// (receivers know repeats by their position) or lets receivers know by other means. Nothing of
    /// it is pending afterwards.
    virtual void finish() = 0;

    /// Whether what changes in the topic has to be said. Else it is enough to say that something
    /// did: nobody follows it yet, and who begins to now is told to read it anew.
    virtual bool is_followed(std::string const& /*topic*/) { return true; }

    void send(std::vector<LiveMessage> messages) {
        begin(std::move(messages));
        finish();
    }
};

/// How long a message may be on its way to the broker.
inline constexpr std::chrono::milliseconds live_send_timeout{5000};

/// Sends over Kafka's live topic: the record's key is the message's topic, its value the body, its
/// headers `position` and `logepoch`.
class KafkaLiveSender final : public LiveSender {
public:
    explicit KafkaLiveSender(KafkaSettings settings);
    ~KafkaLiveSender() override;

    void begin(std::vector<LiveMessage> messages) override;
    void finish() override;

private:
    struct Flight;
    KafkaSettings settings_;
    std::unique_ptr<Flight> flight_;
};

/// Receives everything that is sent on the live topic: every node sees every message. Begins
/// `lookback` messages before the end (of each partition, where an earlier version made several),
/// so that clients that come back can go on from where they were. What another epoch of the log
/// said is passed over.
///
/// The functions are called on the receiver's own thread and must not block for long or throw:
/// `on_messages` in order within a topic, `on_gap` before the messages that follow when some may
/// have been missed (they were gone from the broker when this node could read again, or one could
/// not be read).
class KafkaLiveReceiver {
public:
    static constexpr std::int64_t lookback = 16'000;

    using OnMessages = std::function<void(std::vector<LiveMessage>)>;
    using OnGap = std::function<void()>;

    KafkaLiveReceiver(KafkaSettings settings, OnMessages on_messages, OnGap on_gap);
    ~KafkaLiveReceiver();

    void start();
    /// No function is called any more after it returned. Idempotent.
    void stop();

    /// Whether everything that was on the topic at the start has been received.
    bool is_level() const { return is_level_; }

private:
    class Reading;
    void work();
    void receive();

    KafkaSettings settings_;
    OnMessages on_messages_;
    OnGap on_gap_;
    std::unique_ptr<Reading> reading_;
    std::atomic<bool> stopping_ = false;
    std::atomic<bool> is_level_ = false;
    std::thread thread_;
};

}  // namespace atelier::eventstore
