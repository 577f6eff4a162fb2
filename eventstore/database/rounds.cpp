#include "eventstore/database/rounds.hpp"

#include <spdlog/spdlog.h>

namespace atelier::eventstore {

Rounds::Rounds(std::string purpose, std::string database_url, std::chrono::milliseconds pause,
               Work work)
    : purpose_(std::move(purpose)),
      connection_(std::move(database_url)),
      pause_(pause),
      work_(std::move(work)),
      thread_([this] { run(); }) {}

Rounds::~Rounds() { stop(); }

void Rounds::stop() {
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Rounds::begin_next() {
    {
        std::lock_guard const lock{mutex_};
        is_in_haste_ = true;
    }
    wake_.notify_all();
}

void Rounds::run() {
    bool is_failing = false;
    std::unique_lock lock{mutex_};
    while (!stopping_) {
        lock.unlock();
        try {
            work_(connection_);
            is_failing = false;
        } catch (DatabaseError const& error) {
            // Once, not each second while the database is away.
            if (!std::exchange(is_failing, true))
                spdlog::warn("{} waits for the database: {}", purpose_, error.what());
            connection_.disconnect();
        }
        lock.lock();
        wake_.wait_for(lock, pause_, [this] { return stopping_ || is_in_haste_; });
        is_in_haste_ = false;
    }
}

}  // namespace atelier::eventstore
