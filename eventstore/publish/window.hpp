#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include "eventstore/log/event_record.hpp"

namespace atelier::eventstore {

/// What was sent and is not confirmed yet, in the order of the log; confirmations come in any
/// order. Thread-safe.
class Window {
public:
    /// Everything up to `confirmed` counts as confirmed.
    explicit Window(Position confirmed) : confirmed_(confirmed) {}

    /// Positions must rise. The tag is what to confirm it by.
    std::int64_t add(Position position);

    void confirm(std::int64_t tag);
    /// The first failure is kept; `confirmed` never passes what failed.
    void fail(std::string reason);

    /// The highest position up to which everything is confirmed.
    Position confirmed() const;
    /// How many events from the first unconfirmed one on.
    std::size_t size() const;
    std::optional<std::string> failure() const;

    /// Waits until `size()` is at most `size`, something failed, or `timeout` is over.
    void wait_for_size(std::size_t size, std::chrono::milliseconds timeout);

private:
    struct Sent {
        Position position;
        bool is_confirmed;
    };

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Sent> sent_;
    std::int64_t first_tag_ = 0;
    Position confirmed_;
    std::optional<std::string> failure_;
};

}  // namespace atelier::eventstore
