#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "eventstore/database/connection.hpp"

namespace atelier::eventstore {

/// A thread that does the same again and again over a connection of its own, the first time at
/// once. A fault of the database ends that round only.
class Rounds {
public:
    using Work = std::function<void(Connection&)>;

    /// `purpose` is for the log: "housekeeping".
    Rounds(std::string purpose, std::string database_url, std::chrono::milliseconds pause,
           Work work);
    ~Rounds();
    Rounds(Rounds const&) = delete;
    Rounds& operator=(Rounds const&) = delete;

    /// Begins the next round as soon as this one is over, without the pause.
    void begin_next();
    /// Returns when no round runs any more. Idempotent.
    void stop();

private:
    void run();

    std::string purpose_;
    Connection connection_;
    std::chrono::milliseconds pause_;
    Work work_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool is_in_haste_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace atelier::eventstore
