#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "eventstore/database/connection.hpp"

namespace atelier::eventstore {

/// The threads on which blocking database work runs, one connection each. Thread-safe.
class DatabasePool {
public:
    using Job = std::function<void(Connection&)>;
    static constexpr std::size_t queue_limit = 20'000;

    DatabasePool(std::string url, int threads,
                 Connection::Plans plans = Connection::Plans::automatic);
    ~DatabasePool();

    /// Runs `job` on one of the threads; false when too many wait or the pool stops. A job answers
    /// for its own faults: one that throws is a bug.
    [[nodiscard]] bool post(Job job);

    /// Finishes what waits, then joins. Idempotent.
    void stop();

    /// Jobs that wait for a thread.
    std::size_t waiting();

private:
    void work();

    std::string url_;
    Connection::Plans plans_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> jobs_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace atelier::eventstore
