#include "api/core/rate_limiter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace atelier::api {
namespace {

using Clock = RateLimiter::Clock;
using Seconds = std::chrono::duration<double>;

constexpr int telling_part = 8;

Clock::duration to_duration(double seconds) {
    return std::chrono::duration_cast<Clock::duration>(Seconds{seconds});
}

std::int64_t whole_seconds(Clock::duration time) {
    return static_cast<std::int64_t>(std::ceil(Seconds{time}.count()));
}

}  // namespace

RateLimiter::RateLimiter(Rate rate, std::size_t capacity)
    : rate_(rate), shard_capacity_(std::max<std::size_t>(1, capacity / shard_count)) {}

RateLimiter::Verdict RateLimiter::take(std::string_view key, Clock::time_point now) {
    if (rate_.is_off()) return {};
    auto const one = to_duration(1 / rate_.per_second);
    auto const whole = to_duration(rate_.burst / rate_.per_second);
    auto& shard = shard_of(key);
    std::lock_guard const lock{shard.mutex};
    auto const place = shard.buckets.find(key);
    bool const is_known = place != shard.buckets.end();
    auto const full_at = is_known ? std::max(now, place->second.full_at) : now;
    auto const next = full_at + one;
    Verdict verdict;
    verdict.is_allowed = next - now <= whole;
    auto const held = verdict.is_allowed ? next : full_at;
    verdict.remaining = std::max<std::int64_t>(0, (whole - (held - now)) / one);
    verdict.full_after_seconds = whole_seconds(held - now);
    if (!verdict.is_allowed) {
        verdict.retry_after_seconds = std::max<std::int64_t>(1, whole_seconds(next - now - whole));
        return verdict;
    }
    if (is_known) {
        // What was refilled since is nobody's news.
        if (full_at == now) place->second.unshared = {};
        place->second.full_at = next;
        place->second.unshared += one;
    } else {
        if (shard.buckets.size() >= shard_capacity_) make_room(shard, now);
        shard.buckets.emplace(key, Bucket{next, one});
    }
    return verdict;
}

void RateLimiter::give_back(std::string_view key, Clock::time_point now) {
    if (rate_.is_off()) return;
    auto& shard = shard_of(key);
    std::lock_guard const lock{shard.mutex};
    auto const place = shard.buckets.find(key);
    if (place == shard.buckets.end()) return;
    auto const one = to_duration(1 / rate_.per_second);
    auto& bucket = place->second;
    bucket.full_at -= one;
    bucket.unshared -= one;
    if (bucket.full_at <= now && bucket.unshared == Clock::duration{}) shard.buckets.erase(place);
}

std::vector<RateLimiter::Use> RateLimiter::take_uses(Clock::time_point now) {
    std::vector<Use> uses;
    if (rate_.is_off()) return uses;
    auto const telling = to_duration(rate_.burst / rate_.per_second) / telling_part;
    for (auto& shard : shards_) {
        std::lock_guard const lock{shard.mutex};
        for (auto& [key, bucket] : shard.buckets) {
            bool const is_news =
                bucket.unshared < Clock::duration{} ||
                (bucket.unshared > Clock::duration{} && bucket.full_at - now >= telling);
            if (!is_news) continue;
            uses.push_back({key, Seconds{std::exchange(bucket.unshared, {})}.count()});
        }
    }
    return uses;
}

void RateLimiter::learn(std::string_view key, double full_after_seconds, Clock::time_point now) {
    if (rate_.is_off()) return;
    auto& shard = shard_of(key);
    std::lock_guard const lock{shard.mutex};
    auto const place = shard.buckets.find(key);
    if (place == shard.buckets.end()) return;
    auto& bucket = place->second;
    bucket.full_at =
        std::max(bucket.full_at, now + to_duration(full_after_seconds) + bucket.unshared);
}

void RateLimiter::make_room(Shard& shard, Clock::time_point now) {
    std::erase_if(shard.buckets, [now](auto const& item) { return item.second.full_at <= now; });
    // All are in use: every second one goes, so that the next sweep is far.
    if (shard.buckets.size() < shard_capacity_) return;
    bool is_kept = false;
    std::erase_if(shard.buckets, [&is_kept](auto const&) { return (is_kept = !is_kept); });
}

std::size_t RateLimiter::size() const {
    std::size_t total = 0;
    for (auto const& shard : shards_) {
        std::lock_guard const lock{shard.mutex};
        total += shard.buckets.size();
    }
    return total;
}

std::string policy_header(std::string_view name, Rate const& rate) {
    auto const window = std::max<std::int64_t>(
        1, static_cast<std::int64_t>(std::ceil(rate.burst / rate.per_second)));
    return fmt::format("\"{}\";q={};w={}", name, static_cast<std::int64_t>(rate.burst), window);
}

std::string limit_header(std::string_view name, RateLimiter::Verdict const& verdict) {
    return fmt::format("\"{}\";r={};t={}", name, verdict.remaining, verdict.full_after_seconds);
}

}  // namespace atelier::api
