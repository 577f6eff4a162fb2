#include "projections/core/log_feed.hpp"

#include <algorithm>

#include "eventstore/codec/event_codec.hpp"
#include "eventstore/log/reader.hpp"

namespace atelier::projections {

using namespace eventstore;

LogFeed::LogFeed(Connection& reader, Position end, Position batch)
    : reader_(reader), end_(end), batch_(batch), thread_([this] { run(); }) {}

LogFeed::~LogFeed() {
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

LogFeed::Follower::Follower(LogFeed& feed) : feed_(feed) {
    std::lock_guard const lock{feed_.mutex_};
    feed_.followers_.push_back(this);
}

LogFeed::Follower::~Follower() {
    {
        std::lock_guard const lock{feed_.mutex_};
        std::erase(feed_.followers_, this);
    }
    feed_.wake_.notify_one();
}

ReadEvents LogFeed::Follower::after(Position position) {
    std::unique_lock lock{feed_.mutex_};
    position_ = position;
    feed_.wake_.notify_one();
    ReadEvents found;
    feed_.arrived_.wait(lock, [&] {
        found = feed_.find(position);
        return found || feed_.failure_;
    });
    if (!found) std::rethrow_exception(feed_.failure_);
    return found;
}

ReadEvents LogFeed::find(Position position) const {
    for (auto const& batch : batches_) {
        if (batch.after <= position && position < batch.last) return batch.events;
    }
    return nullptr;
}

/// Forgets what everybody has had.
bool LogFeed::wants_more() {
    if (failure_ || followers_.empty()) return false;
    if (!std::ranges::all_of(followers_,
                             [](auto const* one) { return one->position_.has_value(); }))
        return false;
    auto const slowest = *std::ranges::min(followers_, {}, &Follower::position_)->position_;
    auto const furthest = *std::ranges::max(followers_, {}, &Follower::position_)->position_;
    while (!batches_.empty() && batches_.front().last <= slowest) batches_.pop_front();
    if (batches_.empty()) next_ = std::max(next_, slowest);
    if (at_end_ || next_ >= end_) return furthest >= next_;
    return batches_.size() < batches_ahead;
}

void LogFeed::run() {
    std::unique_lock lock{mutex_};
    while (true) {
        wake_.wait(lock, [this] { return stopping_ || wants_more(); });
        if (stopping_) return;
        auto const after = next_;
        lock.unlock();
        std::optional<Batch> batch;
        std::exception_ptr failure;
        try {
            batch = read(after);
        } catch (...) {
            failure = std::current_exception();
        }
        lock.lock();
        failure_ = failure;
        if (batch) {
            at_end_ = static_cast<Position>(batch->events->size()) < batch_;
            next_ = batch->last;
            batches_.push_back(std::move(*batch));
        }
        arrived_.notify_all();
    }
}

LogFeed::Batch LogFeed::read(Position after) {
    auto events = std::make_shared<std::vector<ReadEvent>>();
    auto const limit = static_cast<int>(std::clamp<Position>(end_ - after, 0, batch_));
    events->reserve(static_cast<std::size_t>(limit));
    for (auto& raw : read_forward(reader_, after, limit)) {
        ReadEvent one{std::move(raw), {}, {}};
        try {
            one.event = decode(one.raw);
        } catch (UnreadableEvent const& error) {
            one.unreadable = error.what();
        }
        events->push_back(std::move(one));
    }
    if (events->empty()) throw DatabaseError("the log ends before its head", "", false);
    auto const last = events->back().raw.position;
    return {after, last, std::move(events)};
}

}  // namespace atelier::projections
