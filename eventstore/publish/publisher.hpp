#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "eventstore/database/connection.hpp"
#include "eventstore/kafka/settings.hpp"
#include "eventstore/log/signal.hpp"

namespace atelier::eventstore {

/// Brings the log to Kafka, in its order. Any number of nodes run one; the one that holds a session
/// advisory lock of the log's database leads, the others stand by and take over within
/// `takeover_pause` of its loss.
///
/// What readers of the topic may rely on: an event's first appearance in its partition comes after
/// the first appearance of every earlier event of that partition, and no event is missing. What
/// they must expect: repeats, of any length, after a restart or a change of the leader. This holds
/// also while a leader that does not know of its loss still has records under way, since every
/// producer writes each partition without gaps, beginning at a checkpoint below which the broker
/// has confirmed everything: whichever of the two writes event n first, n-1 stands before it. So a
/// reader drops what is not beyond the highest position that it has read of the partition, and
/// nothing else is needed.
///
/// Needs the right to write log.publisher.
class Publisher {
public:
    static constexpr std::chrono::milliseconds takeover_pause{200};

    Publisher(std::string database_url, KafkaSettings settings, LogSignal& signal);
    ~Publisher();

    void start();
    /// Waits up to two seconds for what is under way, saves the checkpoint and gives up leadership;
    /// while the brokers are away it may take five. Idempotent.
    void stop();

    bool is_leader() const { return is_leader_; }
    /// What the broker has everything up to, as far as this node knows: 0 while it has not led.
    Position published() const { return published_; }

private:
    void work();
    bool take_lead();
    void rest(std::chrono::milliseconds pause);
    void note_trouble(char const* what);

    Connection connection_;
    KafkaSettings settings_;
    LogSignal& signal_;
    std::atomic<bool> stopping_ = false;
    std::atomic<bool> is_leader_ = false;
    std::atomic<Position> published_ = 0;
    bool is_troubled_ = false;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::thread thread_;
};

}  // namespace atelier::eventstore
