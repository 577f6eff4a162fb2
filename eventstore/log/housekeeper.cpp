#include "eventstore/log/housekeeper.hpp"

#include <spdlog/spdlog.h>

#include <chrono>

#include "schemas/sql.hpp"

namespace atelier::eventstore {
namespace {

constexpr std::chrono::minutes round_pause{1};

}  // namespace

Housekeeper::Housekeeper(std::string database_url)
    : connection_(std::move(database_url)), thread_([this] { work(); }) {}

Housekeeper::~Housekeeper() { stop(); }

void Housekeeper::stop() {
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Housekeeper::work() {
    std::unique_lock lock{mutex_};
    while (!stopping_) {
        lock.unlock();
        try {
            connection_.run(sql::log_prepare_partitions);
            connection_.run(sql::log_forget_answers, answer_days);
        } catch (DatabaseError const& error) {
            spdlog::warn("housekeeping waits for the database: {}", error.what());
            connection_.disconnect();
        }
        lock.lock();
        wake_.wait_for(lock, round_pause, [this] { return stopping_; });
    }
}

}  // namespace atelier::eventstore
