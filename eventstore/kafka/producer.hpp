#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "eventstore/kafka/client.hpp"
#include "eventstore/kafka/record.hpp"

namespace atelier::eventstore {

/// Writes records to one topic, each key's in order. Connects by itself, waits for brokers that are
/// away, and repeats what they did not confirm without making doubles. Thread-safe.
class Producer {
public:
    /// What a record was tagged with, and why it could not be delivered (nullptr: it was). On the
    /// producer's own thread: must only take note.
    using OnDelivery = std::function<void(std::int64_t tag, char const* error)>;

    enum class Patience {
        /// A record waits for its broker for ever, and the first that fails for another reason ends
        /// the producer before anything behind it can be written: no gaps.
        endless,
        /// A record is given up after `bounded_patience`.
        bounded,
    };

    static constexpr std::chrono::milliseconds bounded_patience{5000};
    static constexpr int queue_kilobytes = 65'536;

    Producer(std::string const& brokers, std::string const& topic, Patience patience,
             OnDelivery on_delivery);

    /// What is not confirmed by now is given up; parts of it may still be written. `on_delivery` is
    /// not called for it.
    ~Producer();
    Producer(Producer const&) = delete;

    /// Takes the record and returns at once; false when `queue_kilobytes` are waiting already: then
    /// try again after a delivery. Throws SourceError: retryable when this producer has ended and
    /// another one may go on, not retryable when the record itself cannot be sent.
    bool produce(ProducedRecord const& record, std::int64_t tag);

private:
    void serve();

    std::string topic_name_;
    OnDelivery on_delivery_;
    ClientHandle client_;
    TopicHandle topic_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace atelier::eventstore
