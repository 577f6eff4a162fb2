#include "eventstore/crypto/random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <mutex>
#include <set>
#include <thread>
#include <unordered_set>
#include <vector>

#include "tests/unit/crypto/samples.hpp"

namespace atelier::crypto {

namespace {

std::int64_t milliseconds_of(Uuid const& uuid) {
    std::int64_t value = 0;
    for (int i = 0; i < 6; ++i) value = value << 8 | uuid.bytes[static_cast<std::size_t>(i)];
    return value;
}

bool is_version_7(Uuid const& uuid) {
    return uuid.bytes[6] >> 4 == 7 && uuid.bytes[8] >> 6 == 0b10;
}

bool strictly_increasing(std::vector<Uuid> const& uuids) {
    return std::adjacent_find(uuids.begin(), uuids.end(), std::greater_equal<>()) == uuids.end();
}

std::vector<Uuid> draw(UuidGenerator& generator, Timestamp now, std::size_t count) {
    std::vector<Uuid> uuids;
    for (std::size_t i = 0; i < count; ++i) uuids.push_back(generator.next(now));
    return uuids;
}

}  // namespace

TEST_CASE("unguarded random bytes are not given out twice, of any length and on any thread") {
    std::mutex mutex;
    std::unordered_set<std::uint64_t> seen;  // each eight bytes in a row
    std::size_t count = 0;
    auto const draw_many = [&] {
        for (std::size_t i = 0; i < 3'000; ++i) {
            std::vector<std::uint8_t> bytes(i % 1'000 == 0 ? 5'000 : 8 + i % 7);
            unguarded_random_bytes(bytes);
            std::lock_guard const lock(mutex);
            for (std::size_t place = 0; place + 8 <= bytes.size(); ++place, ++count) {
                std::uint64_t word = 0;
                std::memcpy(&word, bytes.data() + place, sizeof word);
                seen.insert(word);
            }
        }
    };
    std::thread other(draw_many);
    draw_many();
    other.join();
    CHECK(seen.size() == count);
}

TEST_CASE("a UUID has the form of version 7 and carries its time") {
    UuidGenerator generator;
    auto now = time_at("2026-11-21T14:03:07.512Z");
    auto uuid = generator.next(now);
    CHECK(is_version_7(uuid));
    CHECK(milliseconds_of(uuid) == now.milliseconds);
    CHECK(uuid_from_text(to_text(uuid)) == uuid);
}

TEST_CASE("UUIDs of one millisecond increase, also past what its counter holds") {
    UuidGenerator generator;
    auto now = time_at("2026-11-21T14:03:07.512Z");
    auto uuids = draw(generator, now, 200'000);
    CHECK(strictly_increasing(uuids));
    CHECK(std::all_of(uuids.begin(), uuids.end(), is_version_7));
    CHECK(milliseconds_of(uuids.back()) <= now.milliseconds + 4);
}

TEST_CASE("UUIDs increase when the clock goes back") {
    UuidGenerator generator;
    auto now = time_at("2026-11-21T14:03:07.512Z");
    auto before = generator.next(now);
    auto after = generator.next(later(now, -3600));
    CHECK(before < after);
    CHECK(milliseconds_of(after) == now.milliseconds);
    CHECK(milliseconds_of(generator.next(later(now, 1))) == now.milliseconds + 1000);
}

TEST_CASE("a time before 1970 or beyond 48 bits still makes a UUID") {
    UuidGenerator generator;
    CHECK(milliseconds_of(generator.next({-5})) == 0);
    CHECK(is_version_7(generator.next({INT64_MAX})));
}

TEST_CASE("two generators make different UUIDs in the same millisecond") {
    UuidGenerator one, other;
    auto now = system_now();
    std::set<Uuid> uuids;
    for (int i = 0; i < 1000; ++i) {
        uuids.insert(one.next(now));
        uuids.insert(other.next(now));
    }
    CHECK(uuids.size() == 2000);
}

TEST_CASE("UUIDs of many threads are unique and increase on each of them") {
    constexpr std::size_t each = 50'000;
    UuidGenerator generator;
    std::vector<std::vector<Uuid>> drawn(4);
    std::vector<std::thread> threads;
    for (auto& mine : drawn) {
        threads.emplace_back([&] {
            for (std::size_t i = 0; i < each; ++i) mine.push_back(generator.next(system_now()));
        });
    }
    for (auto& thread : threads) thread.join();

    std::vector<Uuid> all;
    for (auto const& mine : drawn) {
        CHECK(strictly_increasing(mine));
        all.insert(all.end(), mine.begin(), mine.end());
    }
    std::sort(all.begin(), all.end());
    CHECK(all.size() == 4 * each);
    CHECK(strictly_increasing(all));
}

TEST_CASE("a UUID made after another thread's is greater") {
    UuidGenerator generator;
    auto now = system_now();
    Uuid theirs;
    for (int i = 0; i < 100; ++i) {
        std::thread([&] { theirs = generator.next(now); }).join();
        CHECK(generator.next(now) > theirs);
    }
}

TEST_CASE("a token is base64url of as many random bytes as asked for") {
    CHECK(random_token(32).size() == 43);
    CHECK(random_token(16).size() == 22);
    CHECK(random_token(0).empty());
    CHECK(random_token(32) != random_token(32));
    auto token = random_token(3000);
    CHECK(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789-_") == std::string::npos);
}

TEST_CASE("random bytes fill the whole span and nothing for none") {
    std::vector<std::uint8_t> bytes(4096);
    random_bytes(bytes);
    std::set<std::uint8_t> seen(bytes.begin(), bytes.end());
    CHECK(seen.size() > 200);
    random_bytes({});
}

TEST_CASE("the system's clock tells the time") {
    auto now = system_now();
    CHECK(now > time_at("2024-01-01T00:00:00Z"));
    CHECK(now <= system_now());
}

}  // namespace atelier::crypto
