#include "eventstore/log/signal.hpp"

#include <algorithm>

namespace atelier::eventstore {
namespace {

std::size_t bytes_of(RawEvent const& event) { return event.data.size() + event.metadata.size(); }

}  // namespace

void LogSignal::appended(Position position) {
    {
        std::lock_guard const lock{mutex_};
        if (position <= position_) return;
        position_ = position;
    }
    wake_.notify_all();
}

void LogSignal::appended(std::vector<RawEvent> events) {
    if (events.empty()) return;
    {
        std::lock_guard const lock{mutex_};
        position_ = std::max(position_, events.back().position);
        if (is_read_) keep(std::move(events));
    }
    wake_.notify_all();
}

void LogSignal::keep(std::vector<RawEvent> events) {
    // What another node has appended in between is in the log.
    if (!newest_.empty() && newest_.back()->position + 1 != events.front().position) {
        newest_.clear();
        newest_bytes_ = 0;
    }
    for (auto& event : events) {
        newest_bytes_ += bytes_of(event);
        newest_.push_back(std::make_shared<RawEvent const>(std::move(event)));
    }
    while (newest_.size() > events_kept || newest_bytes_ > bytes_kept) {
        newest_bytes_ -= bytes_of(*newest_.front());
        newest_.pop_front();
    }
}

bool LogSignal::wait_beyond(Position position, std::chrono::milliseconds timeout) {
    std::unique_lock lock{mutex_};
    auto const wakes = wakes_;
    wake_.wait_for(lock, timeout, [&] { return position_ > position || wakes_ != wakes; });
    return position_ > position;
}

std::optional<std::vector<RawEvent>> LogSignal::newest_after(Position position, std::size_t limit) {
    std::unique_lock lock{mutex_};
    is_read_ = true;
    if (newest_.empty() || position < newest_.front()->position - 1) return std::nullopt;
    if (position >= newest_.back()->position) {
        if (position_ > position) return std::nullopt;
        return std::vector<RawEvent>{};
    }
    auto const first = newest_.begin() + (position - (newest_.front()->position - 1));
    auto const count =
        std::min<std::ptrdiff_t>(newest_.end() - first, static_cast<std::ptrdiff_t>(limit));
    std::vector const found(first, first + count);
    lock.unlock();  // who appends does not wait for copies
    std::vector<RawEvent> events;
    events.reserve(found.size());
    for (auto const& event : found) events.push_back(*event);
    return events;
}

void LogSignal::wake_all() {
    {
        std::lock_guard const lock{mutex_};
        ++wakes_;
    }
    wake_.notify_all();
}

}  // namespace atelier::eventstore
