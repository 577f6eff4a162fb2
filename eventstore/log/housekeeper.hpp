#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "eventstore/database/connection.hpp"

namespace atelier::eventstore {

/// Looks after the log's tables once a minute: keeps an empty partition ahead, drops answers to
/// repeated commands after `answer_days`. Any number of nodes may run one.
class Housekeeper {
public:
    static constexpr int answer_days = 8;

    explicit Housekeeper(std::string database_url);
    ~Housekeeper();
    /// Idempotent.
    void stop();

private:
    void work();

    Connection connection_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace atelier::eventstore
