#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "eventstore/log/event_record.hpp"

namespace atelier::eventstore {

/// Wakes readers of the log in this process when something was appended by it, and hands them the
/// newest events without a look into the log. Other nodes' appends are found by a short poll.
/// Thread-safe.
class LogSignal {
public:
    /// Of the newest events so many are kept, and so many bytes of JSON.
    static constexpr std::size_t events_kept = 2'000;
    static constexpr std::size_t bytes_kept = 4 << 20;

    /// The log is known to go up to `position`, by whoever's append.
    void appended(Position position);

    /// These were appended by this process: one after the other in the log, and after all that were
    /// said before.
    void appended(std::vector<RawEvent> events);

    /// True when the log is known to go beyond `position`, false after `timeout` or a `wake_all`.
    bool wait_beyond(Position position, std::chrono::milliseconds timeout);

    /// What comes after `position` in the log, at most `limit` events; none when the log is not
    /// known to go beyond. Nothing when they are not all here: then the log has to be read. Events
    /// are kept from the first call on.
    std::optional<std::vector<RawEvent>> newest_after(Position position, std::size_t limit);

    /// Lets every waiting reader look around: used at shutdown.
    void wake_all();

private:
    void keep(std::vector<RawEvent> events);

    std::mutex mutex_;
    std::condition_variable wake_;
    Position position_ = 0;
    std::uint64_t wakes_ = 0;
    std::deque<std::shared_ptr<RawEvent const>> newest_;  // without gaps
    std::size_t newest_bytes_ = 0;
    bool is_read_ = false;
};

}  // namespace atelier::eventstore
