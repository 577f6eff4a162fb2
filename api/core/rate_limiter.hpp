#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace atelier::api {

/// How often something may happen: `burst` at once, then `per_second`. 0 a second: no limit.
struct Rate {
    double per_second = 0;
    double burst = 0;
    bool is_off() const { return per_second <= 0; }
};

/// Token buckets by key, each one time stamp: when it is full again (the generic cell rate
/// algorithm). At most `capacity` keys are remembered; with more, those that are full go first, and
/// then any, so that memory is bounded and the worst is that somebody gets a fresh bucket.
/// Thread-safe.
class RateLimiter {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::size_t shard_count = 16;
    static constexpr std::size_t default_capacity = 200'000;

    explicit RateLimiter(Rate rate, std::size_t capacity = default_capacity);

    struct Verdict {
        bool is_allowed = true;
        std::int64_t remaining = 0;            ///< that may happen at once from now
        std::int64_t full_after_seconds = 0;   ///< when the bucket is full again
        std::int64_t retry_after_seconds = 0;  ///< where it is not allowed; at least 1
    };
    /// Takes one from the bucket of `key`, where one is left.
    Verdict take(std::string_view key, Clock::time_point now = Clock::now());
    /// Puts one back: what was taken turned out not to count.
    void give_back(std::string_view key, Clock::time_point now = Clock::now());

    /// What happened to a bucket on this node that others do not know of yet.
    struct Use {
        std::string key;
        double taken_seconds = 0;  ///< of refilling; negative where more was put back than taken
    };
    /// What other nodes are to hear of, each once. Buckets that are less than an eighth empty are
    /// nobody's business yet.
    std::vector<Use> take_uses(Clock::time_point now = Clock::now());
    /// What all nodes together took from a bucket: it is full after so many seconds, without what
    /// happened here since the last `take_uses`.
    void learn(std::string_view key, double full_after_seconds,
               Clock::time_point now = Clock::now());

    Rate const& rate() const { return rate_; }
    std::size_t size() const;

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view key) const {
            return std::hash<std::string_view>{}(key);
        }
    };
    struct Bucket {
        Clock::time_point full_at;
        Clock::duration unshared{};  ///< of `full_at`: what other nodes have not heard of
    };
    struct Shard {
        mutable std::mutex mutex;
        std::unordered_map<std::string, Bucket, Hash, std::equal_to<>> buckets;
    };
    Shard& shard_of(std::string_view key) { return shards_[(Hash{}(key) >> 48) % shard_count]; }
    void make_room(Shard& shard, Clock::time_point now);

    Rate rate_;
    std::size_t shard_capacity_;
    std::array<Shard, shard_count> shards_;
};

/// `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10) of a limit that is
/// called `name` there.
std::string policy_header(std::string_view name, Rate const& rate);
std::string limit_header(std::string_view name, RateLimiter::Verdict const& verdict);

}  // namespace atelier::api
