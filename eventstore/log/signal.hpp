#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "eventstore/log/event_record.hpp"

namespace atelier::eventstore {

/// Wakes readers of the log in this process when something was appended by it. Other nodes' appends
/// are found by a short poll. Thread-safe.
class LogSignal {
public:
    void appended(Position position) {
        {
            std::lock_guard const lock{mutex_};
            if (position <= position_) return;
            position_ = position;
        }
        wake_.notify_all();
    }

    /// True when the log is known to go beyond `position`, false after `timeout` or a `wake_all`.
    bool wait_beyond(Position position, std::chrono::milliseconds timeout) {
        std::unique_lock lock{mutex_};
        auto const wakes = wakes_;
        wake_.wait_for(lock, timeout, [&] { return position_ > position || wakes_ != wakes; });
        return position_ > position;
    }

    /// Lets every waiting reader look around: used at shutdown.
    void wake_all() {
        {
            std::lock_guard const lock{mutex_};
            ++wakes_;
        }
        wake_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable wake_;
    Position position_ = 0;
    std::uint64_t wakes_ = 0;
};

}  // namespace atelier::eventstore
