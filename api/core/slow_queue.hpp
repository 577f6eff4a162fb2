#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include "domain/id.hpp"

namespace atelier::api {

/// Requests that take long and wait for the database (imports; erasing and exporting people), one
/// after the other on a thread of their own. Any thread.
class SlowQueue {
public:
    /// Under way in one process: being sent, waiting or running. Each may hold a file in memory.
    static constexpr std::size_t most_at_once = 2;

    SlowQueue();
    ~SlowQueue();  ///< stops
    SlowQueue(SlowQueue const&) = delete;
    SlowQueue& operator=(SlowQueue const&) = delete;

    /// A place among those under way until the permit is gone, at most one a person; null when
    /// there is none.
    std::shared_ptr<void> admit(UserId user);

    /// Runs `job`, whose permit bounds the queue, on the thread. False, and `job` is dropped, once
    /// the end has begun. What a job throws is logged.
    [[nodiscard]] bool submit(std::function<void()> job);

    /// Takes no more jobs; those that run or wait should look whether they may go on, and end.
    void begin_stop();
    bool is_stopping() const { return stopping_; }
    struct Stopping {};
    /// Throws `Stopping` once the end has begun.
    void check_not_stopping() const {
        if (stopping_) throw Stopping{};
    }

    /// Ends as above, and joins. Idempotent; not from a job.
    void stop();

private:
    struct Places {
        std::mutex mutex;
        std::set<UserId> taken;
    };
    struct Place;
    void run();

    std::shared_ptr<Places> places_ = std::make_shared<Places>();
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> jobs_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace atelier::api
