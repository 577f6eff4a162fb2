#include "projections/core/watermarks.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "eventstore/kafka/partition.hpp"
#include "projections/core/projector.hpp"
#include "schemas/sql.hpp"

namespace atelier::projections {
namespace {

using namespace std::chrono_literals;

constexpr auto ask_pause = 10ms;
constexpr auto look_pause = 500ms;

}  // namespace

Watermarks::Watermarks(std::string database_url)
    : connection_(std::move(database_url)), thread_([this] { work(); }) {}

Watermarks::~Watermarks() { stop(); }

void Watermarks::stop() {
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

Watermarks::Haste::Haste(Watermarks& watermarks) : watermarks_(watermarks) {
    if (watermarks_.hastes_++ > 0) return;
    std::lock_guard const lock{watermarks_.haste_mutex_};
    if (watermarks_.haste_begun_) watermarks_.haste_begun_();
}

void Watermarks::on_haste(std::function<void()> begun) {
    std::lock_guard const lock{haste_mutex_};
    haste_begun_ = std::move(begun);
}

void Watermarks::advance(std::string const& model, int partition, Position position) {
    bool waited_for = false;
    {
        std::lock_guard const lock{mutex_};
        take(model, partition, position);
        is_told_ = true;
        waited_for = !waiters_.empty();
    }
    if (waited_for) wake_.notify_all();
}

Position Watermarks::position(std::string const& model) const {
    std::lock_guard const lock{mutex_};
    Position highest = 0;
    for (auto const& [key, position] : positions_) {
        if (key.first == model) highest = std::max(highest, position);
    }
    return highest;
}

void Watermarks::when(std::string const& model, Position position,
                      std::chrono::milliseconds timeout, Then then) {
    {
        std::unique_lock lock{mutex_};
        // Positions are over the whole log: one partition alone says nothing of another's.
        bool const has_one = std::ranges::count_if(positions_, [&](auto const& p) {
                                 return p.first.first == model;
                             }) == 1;
        bool const level = has_one && std::ranges::any_of(positions_, [&](auto const& p) {
                               return p.first.first == model && p.second >= position;
                           });
        if (!level && !stopping_) {
            waiters_.push_back({std::make_unique<Haste>(*this),
                                model,
                                position,
                                {},
                                std::chrono::steady_clock::now() + timeout,
                                std::move(then)});
            lock.unlock();
            wake_.notify_all();
            return;
        }
        if (!level) {
            lock.unlock();
            return then(false);
        }
    }
    then(true);
}

std::optional<int> Watermarks::partition_of(Waiter const& waiter) const {
    auto const has = [&](int partition) { return positions_.contains({waiter.model, partition}); };
    if (has(log_partition)) return log_partition;
    int count = 0;
    while (has(count)) ++count;
    if (count == 0 || !waiter.workspace) return std::nullopt;
    return eventstore::partition_of(*waiter.workspace, count);
}

bool Watermarks::is_level(Waiter const& waiter) const {
    auto const partition = partition_of(waiter);
    if (!partition) return false;
    auto const known = positions_.find({waiter.model, *partition});
    return known != positions_.end() && known->second >= waiter.position;
}

std::list<Watermarks::Waiter> Watermarks::take_finished() {
    std::list<Waiter> finished;
    auto const now = std::chrono::steady_clock::now();
    for (auto waiter = waiters_.begin(); waiter != waiters_.end();) {
        auto const next = std::next(waiter);
        if (stopping_ || waiter->deadline <= now || is_level(*waiter)) {
            finished.splice(finished.end(), waiters_, waiter);
        }
        waiter = next;
    }
    return finished;
}

void Watermarks::work() {
    std::unique_lock lock{mutex_};
    while (true) {
        auto finished = take_finished();
        if (!finished.empty()) {
            std::list<std::pair<Then, bool>> calls;
            for (auto& waiter : finished)
                calls.emplace_back(std::move(waiter.then), is_level(waiter));
            lock.unlock();
            for (auto const& [then, level] : calls) then(level);
            lock.lock();
            continue;
        }
        if (stopping_) return;
        if (waiters_.empty()) {
            // A projector of this process tells; without one the database is asked now and then.
            auto const has_waiter = [this] { return stopping_ || !waiters_.empty(); };
            wake_.wait_for(lock, look_pause, has_waiter);
            if (!has_waiter() && std::exchange(is_told_, false)) continue;
            if (stopping_) continue;
        }
        lock.unlock();
        try {
            read_checkpoints();
        } catch (eventstore::DatabaseError const& error) {
            // Whoever waits gets the answer "not level" in time.
            spdlog::warn("cannot ask how far the read models are: {}", error.what());
            connection_.disconnect();
        }
        lock.lock();
        if (!waiters_.empty() &&
            std::ranges::none_of(waiters_, [this](auto const& w) { return is_level(w); }))
            wake_.wait_for(lock, ask_pause);
    }
}

void Watermarks::locate(Waiter& waiter) {
    auto const rows = connection_.run(sql::projection_find_workspace, waiter.position);
    if (!rows.empty()) waiter.workspace = WorkspaceId{rows.uuid(0, 0)};
}

void Watermarks::read_checkpoints() {
    std::list<Waiter*> unknown;
    {
        // Waiters are only taken out by this thread: their addresses stay good without the lock.
        std::lock_guard const lock{mutex_};
        for (auto& waiter : waiters_) {
            if (!waiter.workspace) unknown.push_back(&waiter);
        }
    }
    for (auto* waiter : unknown) locate(*waiter);
    auto const rows = connection_.run(sql::projection_read_checkpoints);
    std::lock_guard const lock{mutex_};
    for (std::size_t row = 0; row < rows.size(); ++row) {
        take(rows.string(row, 0), static_cast<int>(rows.integer(row, 1)), rows.integer(row, 2));
    }
}

void Watermarks::take(std::string const& model, int partition, Position position) {
    std::erase_if(positions_, [&](auto const& item) {
        auto const& [known_model, known_partition] = item.first;
        bool const is_of_other_source =
            (known_partition == log_partition) != (partition == log_partition);
        return known_model == model && is_of_other_source;
    });
    auto& known = positions_[{model, partition}];
    known = std::max(known, position);
}

}  // namespace atelier::projections
