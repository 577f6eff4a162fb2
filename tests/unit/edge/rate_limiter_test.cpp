#include "api/core/rate_limiter.hpp"

#include <doctest/doctest.h>

using atelier::api::limit_header;
using atelier::api::policy_header;
using atelier::api::Rate;
using atelier::api::RateLimiter;
using namespace std::chrono_literals;

namespace {

RateLimiter::Clock::time_point const start{1'000'000s};

int allowed(RateLimiter& limiter, std::string_view key, RateLimiter::Clock::time_point now,
            int tries) {
    int count = 0;
    for (int i = 0; i < tries; ++i) count += limiter.take(key, now).is_allowed ? 1 : 0;
    return count;
}

}  // namespace

TEST_CASE("a bucket gives its burst at once, then as many as its rate") {
    RateLimiter limiter({2, 5});
    CHECK(allowed(limiter, "a", start, 20) == 5);
    CHECK(allowed(limiter, "a", start + 500ms, 20) == 1);
    CHECK(allowed(limiter, "a", start + 1500ms, 20) == 2);
    CHECK(allowed(limiter, "a", start + 1h, 20) == 5);
}

TEST_CASE("each key has a bucket of its own") {
    RateLimiter limiter({1, 1});
    CHECK(limiter.take("a", start).is_allowed);
    CHECK_FALSE(limiter.take("a", start).is_allowed);
    CHECK(limiter.take("b", start).is_allowed);
}

TEST_CASE("who is refused hears when it pays to come again, and coming earlier costs nothing") {
    RateLimiter limiter({0.1, 2});
    CHECK(limiter.take("a", start).remaining == 1);
    CHECK(limiter.take("a", start).remaining == 0);
    auto const refused = limiter.take("a", start);
    CHECK_FALSE(refused.is_allowed);
    CHECK(refused.retry_after_seconds == 10);
    CHECK(refused.full_after_seconds == 20);
    CHECK(limiter.take("a", start + 4s).retry_after_seconds == 6);
    CHECK(limiter.take("a", start + 10s).is_allowed);
}

TEST_CASE("what is put back can be taken again, and never more than there was") {
    RateLimiter limiter({1, 2});
    CHECK(allowed(limiter, "a", start, 5) == 2);
    limiter.give_back("a", start);
    CHECK(allowed(limiter, "a", start, 5) == 1);
    for (int i = 0; i < 10; ++i) limiter.give_back("a", start);
    CHECK(allowed(limiter, "a", start, 5) == 2);
}

TEST_CASE("a rate of 0 is no limit and remembers nobody") {
    RateLimiter limiter(Rate{0, 0});
    CHECK(allowed(limiter, "a", start, 1'000) == 1'000);
    CHECK(limiter.size() == 0);
}

TEST_CASE("memory is bounded, and full buckets are forgotten before others") {
    constexpr std::size_t capacity = 16 * 100;
    RateLimiter limiter({1, 1}, capacity);
    for (int i = 0; i < 50'000; ++i) limiter.take("flood" + std::to_string(i), start);
    CHECK(limiter.size() <= capacity);
    // A minute later all of them are full again: whoever is new stays.
    auto const later = start + 1min;
    for (int i = 0; i < 800; ++i) limiter.take("new" + std::to_string(i), later);
    int refused = 0;
    for (int i = 0; i < 800; ++i)
        refused += limiter.take("new" + std::to_string(i), later).is_allowed ? 0 : 1;
    CHECK(refused == 800);
}

TEST_CASE("the headers say the policy and what is left of it") {
    CHECK(policy_header("user", {500, 2'000}) == "\"user\";q=2000;w=4");
    CHECK(policy_header("account", {0.1, 20}) == "\"account\";q=20;w=200");
    CHECK(limit_header("user", {true, 7, 3, 0}) == "\"user\";r=7;t=3");
}

TEST_CASE("other nodes hear of a bucket once it is an eighth empty, and of each take once") {
    RateLimiter limiter({1, 16});
    CHECK(allowed(limiter, "a", start, 1) == 1);
    CHECK(limiter.take_uses(start).empty());
    CHECK(allowed(limiter, "a", start, 3) == 3);
    auto const uses = limiter.take_uses(start);
    REQUIRE(uses.size() == 1);
    CHECK(uses[0].key == "a");
    CHECK(uses[0].taken_seconds == doctest::Approx(4));
    CHECK(limiter.take_uses(start).empty());
    limiter.give_back("a", start);
    CHECK(limiter.take_uses(start)[0].taken_seconds == doctest::Approx(-1));
}

TEST_CASE("what others took from a bucket is missing here, and nothing counts twice") {
    RateLimiter limiter({1, 16});
    CHECK(allowed(limiter, "a", start, 4) == 4);
    limiter.take_uses(start);
    CHECK(allowed(limiter, "a", start, 2) == 2);
    limiter.learn("a", 10, start);  // 4 of here and 6 of others
    CHECK(allowed(limiter, "a", start, 20) == 4);
    limiter.learn("b", 16, start);  // nobody asks for it here
    CHECK(limiter.size() == 1);
}

TEST_CASE("what was refilled before it was told is not told") {
    RateLimiter limiter({1, 16});
    CHECK(allowed(limiter, "a", start, 1) == 1);
    CHECK(allowed(limiter, "a", start + 1h, 3) == 3);
    auto const uses = limiter.take_uses(start + 1h);
    REQUIRE(uses.size() == 1);
    CHECK(uses[0].taken_seconds == doctest::Approx(3));
}
