#include "api/core/rate_limiter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace atelier::api {
namespace {

using Clock = RateLimiter::Clock;
using Seconds = std::chrono::duration<double>;

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
    auto place = shard.full_at.find(key);
    auto const full_at =
        std::max(now, place == shard.full_at.end() ? Clock::time_point{} : place->second);
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
    if (place != shard.full_at.end()) {
        place->second = next;
    } else {
        if (shard.full_at.size() >= shard_capacity_) make_room(shard, now);
        shard.full_at.emplace(key, next);
    }
    return verdict;
}

void RateLimiter::give_back(std::string_view key, Clock::time_point now) {
    if (rate_.is_off()) return;
    auto& shard = shard_of(key);
    std::lock_guard const lock{shard.mutex};
    auto const place = shard.full_at.find(key);
    if (place == shard.full_at.end()) return;
    place->second -= to_duration(1 / rate_.per_second);
    if (place->second <= now) shard.full_at.erase(place);
}

void RateLimiter::make_room(Shard& shard, Clock::time_point now) {
    std::erase_if(shard.full_at, [now](auto const& item) { return item.second <= now; });
    // All are in use: every second one goes, so that the next sweep is far.
    if (shard.full_at.size() < shard_capacity_) return;
    bool is_kept = false;
    std::erase_if(shard.full_at, [&is_kept](auto const&) { return (is_kept = !is_kept); });
}

std::size_t RateLimiter::size() const {
    std::size_t total = 0;
    for (auto const& shard : shards_) {
        std::lock_guard const lock{shard.mutex};
        total += shard.full_at.size();
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
