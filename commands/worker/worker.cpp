#include "commands/worker/worker.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <future>

#include "commands/worker/reactions.hpp"
#include "schemas/sql.hpp"

namespace atelier::commands {
namespace {

constexpr auto lease_kind = "atelier.worker";

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
    auto const checkpoints = connection_.run(sql::worker_read_position);
    if (!checkpoints.boolean(0, 1)) return Round::not_ready;
    auto const reached = checkpoints.integer(0, 0);
    Look const start{is_full ? 0 : seen_, is_full ? Timestamp{} : seen_at_, now, {}, {},
                     batch_limit};
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
    seen_ = reached;
    seen_at_ = now;
    if (is_full) full_at_ = now;
    return Round::done;
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
