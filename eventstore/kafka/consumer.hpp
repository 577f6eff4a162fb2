#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "eventstore/kafka/client.hpp"
#include "eventstore/kafka/record.hpp"

namespace atelier::eventstore {

inline constexpr std::int64_t from_beginning = -2;

struct ConsumerPlace {
    int partition = 0;
    std::int64_t offset = 0;  ///< of the first record to read, or `from_beginning`
};

/// Reads partitions of one topic from given offsets; commits nothing and belongs to no group. Used
/// by one thread, except for `wake`. Brokers that are away are waited for.
class Consumer {
public:
    static constexpr std::chrono::milliseconds query_timeout{2000};
    static constexpr std::size_t poll_limit = 10'000;

    Consumer(std::string const& brokers, std::string topic);
    ~Consumer();
    Consumer(Consumer const&) = delete;

    /// These ask the brokers; they throw SourceError, retryable while those are away.
    int partitions();
    OffsetRange offsets(int partition);

    /// Exactly these partitions from here on; what was fetched before is dropped. Throws
    /// SourceError.
    void assign(std::vector<ConsumerPlace> const& places);

    struct Polled {
        std::size_t records = 0;
        /// Partitions that do not have the offset: nothing more comes of them.
        std::vector<int> out_of_range;
    };

    /// Waits up to `timeout` for a record, and visits it and what else is there, at most `limit`
    /// or `poll_limit`. Throws SourceError, and what `visit` throws: then records may be lost, and
    /// only `assign` makes it good.
    Polled poll(std::size_t limit, std::chrono::milliseconds timeout,
                std::function<void(ConsumedRecord const&)> const& visit);

    /// Ends a `poll` early, or the next one. From any thread.
    void wake();

private:
    void stop();

    std::string topic_name_;
    ClientHandle client_;
    TopicHandle topic_;
    std::mutex queue_mutex_;  ///< guards the handle against `wake`
    QueueHandle queue_;
    std::atomic<bool> woken_ = false;
    std::vector<int> assigned_;
};

}  // namespace atelier::eventstore
