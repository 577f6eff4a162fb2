#include "commands/worker/worker.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <future>
#include <limits>
#include <set>

#include "commands/worker/reactions.hpp"
#include "schemas/sql.hpp"

namespace atelier::commands {
namespace {

constexpr auto lease_kind = "atelier.worker";
constexpr std::array models_looked_at{"board", "directory", "task", "timer"};

bool is_done(Reaction const& reaction, Outcome const& outcome) {
    if (std::holds_alternative<Done>(outcome)) return true;
    auto const* rejection = std::get_if<Rejection>(&outcome);
    auto const* away = std::get_if<NotAvailable>(&outcome);
    spdlog::warn("worker: {}: {}", reaction.name,
                 rejection ? rejection->message
                 : away    ? away->reason
                           : "was not done");
    return false;
}

/// Does all of it at once, and waits for the end of it. Says whether nothing failed.
bool run_all(Handler& handler, Reaction const& reaction, std::vector<Work> const& batch) {
    std::vector<std::future<Outcome>> outcomes;
    for (auto const& work : batch) {
        auto promise = std::make_shared<std::promise<Outcome>>();
        outcomes.push_back(promise->get_future());
        work.run(handler, [promise](Outcome outcome) { promise->set_value(std::move(outcome)); });
    }
    bool all_done = true;
    for (auto& outcome : outcomes) all_done = is_done(reaction, outcome.get()) && all_done;
    return all_done;
}

}  // namespace

Worker::Worker(Options options, Handler& handler)
    : options_(std::move(options)), handler_(handler), connection_(options_.database_url) {}

Worker::~Worker() { stop(); }

void Worker::start() {
    thread_ = std::thread{[this] { work(); }};
}

void Worker::stop() {
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

Worker::Round Worker::run_round() {
    // The lease went with the connection.
    if (!connection_.is_connected()) holds_lease_ = false;
    if (!holds_lease_) {
        holds_lease_ = connection_.run(sql::projection_try_lease, lease_kind, 0).boolean(0, 0);
        if (!holds_lease_) return Round::not_mine;
        full_at_ = {};
    }
    auto const now = options_.now();
    bool const is_full = now.milliseconds - full_at_.milliseconds >= full_round_milliseconds;
    // Read first: what the read models get meanwhile is new to the next round.
    auto reached = read_positions();
    if (reached.empty()) return Round::not_ready;
    auto const seen = is_full ? 0 : new_after(reached);
    auto const seen_at = is_full ? Timestamp{} : seen_at_;
    Look const start{seen, seen_at, now, {}, {}, batch_limit};
    bool all_done = true;
    for (auto const& reaction : reactions()) {
        auto look = start;
        while (true) {
            auto const batch = reaction.find(connection_, look);
            all_done = run_all(handler_, reaction, batch) && all_done;
            if (batch.size() < static_cast<std::size_t>(batch_limit)) break;
            look.after = batch.back().place;
            look.after_too = batch.back().place_too;
            std::lock_guard const lock{mutex_};
            if (stopping_) return Round::failed;
        }
    }
    if (!all_done) return Round::failed;
    seen_ = std::move(reached);
    seen_at_ = now;
    if (is_full) full_at_ = now;
    return Round::done;
}

/// Empty until all of the read models are there.
Worker::Positions Worker::read_positions() {
    eventstore::ArrayParameter looked_at{eventstore::ArrayParameter::Element::text};
    for (auto const* model : models_looked_at) looked_at.add(std::string_view{model});
    auto const rows = connection_.run(sql::worker_read_positions, std::move(looked_at));
    Positions positions;
    std::set<std::string> names;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        names.insert(rows.string(row, 0));
        positions[{rows.string(row, 0), static_cast<int>(rows.integer(row, 1))}] =
            rows.integer(row, 2);
    }
    return names.size() == models_looked_at.size() ? positions : Positions{};
}

/// The rows that are new have later positions than this. A partition that stays where it is has
/// none, however far behind the others that may be: nothing happens in its workspaces.
eventstore::Position Worker::new_after(Positions const& reached) const {
    auto after = std::numeric_limits<eventstore::Position>::max();
    for (auto const& [partition, position] : reached) {
        auto const before = seen_.find(partition);
        if (before == seen_.end()) return 0;
        if (before->second != position) after = std::min({after, before->second, position});
    }
    return after;
}

void Worker::work() {
    auto pause = round_pause;
    std::unique_lock lock{mutex_};
    while (!stopping_) {
        lock.unlock();
        bool failed = true;
        try {
            failed = run_round() == Round::failed;
        } catch (eventstore::DatabaseError const& error) {
            spdlog::warn("worker: {}", error.what());
            connection_.disconnect();
        }
        pause = failed ? std::min(pause * 2, longest_pause) : round_pause;
        lock.lock();
        wake_.wait_for(lock, pause, [this] { return stopping_; });
    }
    // With the connection goes the lease: another node takes over at once.
    connection_.disconnect();
}

}  // namespace atelier::commands
