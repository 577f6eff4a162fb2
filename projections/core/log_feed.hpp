#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "eventstore/database/connection.hpp"
#include "eventstore/log/event_record.hpp"

namespace atelier::projections {

using eventstore::Position;

/// An event as far as it can be read; the reason where it cannot.
struct ReadEvent {
    eventstore::RawEvent raw;
    std::optional<eventstore::RecordedEvent> event;
    std::string unreadable;
};
using ReadEvents = std::shared_ptr<std::vector<ReadEvent> const>;

/// The log, read and decoded once for all who follow it side by side, on a thread of its own, a few
/// batches ahead of the slowest of them. Thread-safe.
class LogFeed {
public:
    static constexpr Position batch_limit = 10'000;
    static constexpr std::size_t batches_ahead = 3;

    /// Nothing after `end` is read, and at most `batch` events at once. The connection is the
    /// feed's until its end.
    explicit LogFeed(eventstore::Connection& reader,
                     Position end = std::numeric_limits<Position>::max(),
                     Position batch = batch_limit);
    ~LogFeed();
    LogFeed(LogFeed const&) = delete;
    LogFeed& operator=(LogFeed const&) = delete;

    /// One who follows, from its first `after` on until it is destroyed. Reading waits until all of
    /// them have asked or gone, so that each finds what it begins with: make all of them first.
    /// Used by one thread at a time.
    class Follower {
    public:
        explicit Follower(LogFeed& feed);
        ~Follower();
        Follower(Follower const&) = delete;
        Follower& operator=(Follower const&) = delete;

        /// Events of which the first one after `position` is one; there may be others before it.
        /// Waits for them; throws what reading them has thrown, and DatabaseError when there are
        /// none.
        ReadEvents after(Position position);

    private:
        friend class LogFeed;
        LogFeed& feed_;
        std::optional<Position> position_;
    };

private:
    struct Batch {
        Position after;
        Position last;
        ReadEvents events;
    };

    void run();
    bool wants_more();
    Batch read(Position after);
    ReadEvents find(Position position) const;

    eventstore::Connection& reader_;
    Position end_;
    Position batch_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::condition_variable arrived_;
    std::vector<Follower*> followers_;
    std::deque<Batch> batches_;
    Position next_ = 0;    ///< after which the next batch is read
    bool at_end_ = false;  ///< there was nothing after `next_` when that was read
    std::exception_ptr failure_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace atelier::projections
