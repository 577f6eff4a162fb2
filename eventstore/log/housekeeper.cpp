#include "eventstore/log/housekeeper.hpp"

#include <spdlog/spdlog.h>

#include <chrono>

#include "schemas/sql.hpp"

namespace atelier::eventstore {
namespace {

constexpr std::chrono::minutes round_pause{1};

std::vector<UserId> recently_erased(Connection& connection) {
    std::vector<UserId> people;
    auto const rows = connection.run(sql::person_list_recently_erased);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (auto const user = UserId::from_text(rows.text(row, 0))) people.push_back(*user);
    }
    return people;
}

}  // namespace

void forget_erased(Connection& connection, std::vector<UserId> const& people) {
    connection.run(sql::person_forget_secrets);
    if (people.empty()) return;
    ArrayParameter ids{ArrayParameter::Element::text};
    for (auto const user : people) ids.add(to_text(user));
    connection.run(sql::person_forget_answers, std::move(ids));
}

Housekeeper::Housekeeper(std::string database_url, std::function<void()> after_erasure)
    : connection_(std::move(database_url)),
      after_erasure_(std::move(after_erasure)),
      thread_([this] { work(); }) {}

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
            auto const people = recently_erased(connection_);
            forget_erased(connection_, people);
            if (after_erasure_ && !people.empty()) after_erasure_();
        } catch (DatabaseError const& error) {
            spdlog::warn("housekeeping waits for the database: {}", error.what());
            connection_.disconnect();
        }
        lock.lock();
        wake_.wait_for(lock, round_pause, [this] { return stopping_; });
    }
}

}  // namespace atelier::eventstore
