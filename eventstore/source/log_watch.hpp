#pragma once

#include <atomic>
#include <chrono>

#include "eventstore/database/connection.hpp"
#include "eventstore/log/signal.hpp"

namespace atelier::eventstore {

/// Waits for the log to grow: by the signal for appends of this process, by looking at the log's
/// head for those of others, every `brisk_pause` while something came within the last `brisk_for`,
/// else every `idle_pause`. One reader's.
class LogWatch {
public:
    static constexpr std::chrono::milliseconds brisk_pause{10};
    static constexpr std::chrono::milliseconds idle_pause{50};
    static constexpr std::chrono::milliseconds brisk_for{1000};

    explicit LogWatch(LogSignal& signal) : signal_(signal) {}

    /// True when the log goes beyond `position`; false after `timeout`, or soon after `stop` was
    /// set and the signal's `wake_all` called. Throws DatabaseError.
    bool wait_beyond(Connection& connection, Position position, std::chrono::milliseconds timeout,
                     std::atomic<bool> const& stop);

private:
    using Clock = std::chrono::steady_clock;
    std::chrono::milliseconds pause(Clock::time_point now) const;

    LogSignal& signal_;
    Clock::time_point last_growth_{};
};

}  // namespace atelier::eventstore
