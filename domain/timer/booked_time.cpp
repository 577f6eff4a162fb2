#include "domain/timer/booked_time.hpp"

#include <algorithm>

namespace atelier::timer {
namespace {

constexpr std::int64_t bucket_milliseconds = 30LL * 86'400'000;

std::int64_t bucket_of(std::int64_t milliseconds) {
    auto const bucket = milliseconds / bucket_milliseconds;
    return milliseconds % bucket_milliseconds < 0 ? bucket - 1 : bucket;
}

bool starts_before(Span const& left, Span const& right) {
    return left.started_at < right.started_at;
}

}  // namespace

void BookedTime::put(Span const& span) {
    remove(span.entry);
    auto& bucket = buckets_[bucket_of(span.started_at.milliseconds)];
    Bucket spans = bucket ? *bucket : Bucket{};
    spans.insert(std::ranges::upper_bound(spans, span, starts_before), span);
    bucket = std::make_shared<Bucket const>(std::move(spans));
    longest_ = std::max(longest_, span.stopped_at.milliseconds - span.started_at.milliseconds);
}

void BookedTime::remove(TimeEntryId entry) {
    for (auto bucket = buckets_.rbegin(); bucket != buckets_.rend(); ++bucket) {
        auto const& old = *bucket->second;
        auto const place = std::ranges::find(old, entry, &Span::entry);
        if (place == old.end()) continue;
        if (old.size() == 1) {
            buckets_.erase(bucket->first);
            return;
        }
        Bucket spans = old;
        spans.erase(spans.begin() + (place - old.begin()));
        bucket->second = std::make_shared<Bucket const>(std::move(spans));
        return;
    }
}

std::optional<Span> BookedTime::find(TimeEntryId entry) const {
    for (auto bucket = buckets_.rbegin(); bucket != buckets_.rend(); ++bucket) {
        auto const place = std::ranges::find(*bucket->second, entry, &Span::entry);
        if (place != bucket->second->end()) return *place;
    }
    return std::nullopt;
}

std::optional<Span> BookedTime::overlapping(Timestamp from, Timestamp to,
                                            std::optional<TimeEntryId> except) const {
    auto const first = buckets_.lower_bound(bucket_of(from.milliseconds - longest_));
    for (auto bucket = first; bucket != buckets_.end(); ++bucket) {
        if (bucket->first > bucket_of(to.milliseconds)) break;
        for (auto const& span : *bucket->second) {
            if (span.started_at < to && from < span.stopped_at && span.entry != except) return span;
        }
    }
    return std::nullopt;
}

std::optional<Timestamp> BookedTime::last_end() const {
    if (buckets_.empty()) return std::nullopt;
    return buckets_.rbegin()->second->back().stopped_at;
}

std::size_t BookedTime::size() const {
    std::size_t count = 0;
    for (auto const& [number, bucket] : buckets_) count += bucket->size();
    return count;
}

}  // namespace atelier::timer
