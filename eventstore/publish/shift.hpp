#pragma once

#include <atomic>
#include <chrono>
#include <string>

#include "eventstore/database/connection.hpp"
#include "eventstore/kafka/producer.hpp"
#include "eventstore/kafka/settings.hpp"
#include "eventstore/log/signal.hpp"
#include "eventstore/publish/window.hpp"
#include "eventstore/source/log_watch.hpp"

namespace atelier::eventstore {

/// What a leader does from taking over until it stops or something fails: one producer's life. What
/// this process has just appended comes from the signal, all else from the log. Its connection
/// holds the leader's lock: one that lost it fails at the next checkpoint. Until then two may
/// publish the same events, each in order: readers drop what they have.
class PublisherShift {
public:
    static constexpr std::chrono::milliseconds checkpoint_pause{100};
    static constexpr std::size_t window_limit = 20'000;  ///< events sent and not yet confirmed
    static constexpr int batch_limit = 1000;             ///< events read at once
    static constexpr std::size_t batch_bytes = 16 << 20;
    /// For how long nothing may be confirmed before another node may try its luck with the brokers.
    static constexpr std::chrono::seconds stall_limit{30};
    static constexpr std::chrono::seconds farewell_limit{2};

    /// Reads the checkpoint; where the topic is empty against it, forgets the checkpoint and begins
    /// at the start of the log. A log that was set back is not published. Throws DatabaseError and
    /// SourceError, as `run` does.
    PublisherShift(Connection& connection, KafkaSettings const& settings, LogSignal& signal,
                   std::atomic<Position>& published);

    /// Publishes until `stopping` is set, then waits up to `farewell_limit` for what is under way.
    void run(std::atomic<bool> const& stopping);

private:
    using Clock = std::chrono::steady_clock;

    bool wait_for_more(std::atomic<bool> const& stopping);
    void send_batch(std::atomic<bool> const& stopping);
    bool send(RawEvent const& event, std::atomic<bool> const& stopping);
    void rest();
    void note_progress();
    void save_checkpoint();

    Connection& connection_;
    std::string topic_;
    LogEpoch epoch_;
    LogSignal& signal_;
    LogWatch watch_;
    std::atomic<Position>& published_;
    Window window_;
    Position sent_;
    Position saved_;
    int batch_ = batch_limit;
    bool is_level_ = false;  ///< the last batch was all there was
    Clock::time_point sent_at_{};
    Clock::time_point saved_at_{};
    Clock::time_point progress_at_ = Clock::now();
    Producer producer_;
};

}  // namespace atelier::eventstore
