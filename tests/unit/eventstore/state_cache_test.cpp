#include "eventstore/cache/state_cache.hpp"

#include <doctest/doctest.h>

namespace atelier::eventstore {
namespace {

StreamId stream(std::uint32_t number) {
    StreamId id{StreamKind::task, {}};
    std::memcpy(id.id.bytes.data(), &number, sizeof number);
    return id;
}

VersionedState at_version(std::int64_t version) {
    return {version, std::make_shared<AnyState const>(task::State{})};
}

}  // namespace

TEST_CASE("a cache gives back what was put, and nothing of what was not or was forgotten") {
    StateCache cache;
    cache.put(stream(1), at_version(3));
    REQUIRE(cache.find(stream(1)).has_value());
    CHECK(cache.find(stream(1))->version == 3);
    CHECK_FALSE(cache.find(stream(2)).has_value());
    cache.forget(stream(1));
    cache.forget(stream(1));
    CHECK_FALSE(cache.find(stream(1)).has_value());
    CHECK(cache.size() == 0);
}

TEST_CASE("an older state never replaces a newer one") {
    StateCache cache;
    cache.put(stream(1), at_version(3));
    cache.put(stream(1), at_version(2));
    CHECK(cache.find(stream(1))->version == 3);
    cache.put(stream(1), at_version(4));
    CHECK(cache.find(stream(1))->version == 4);
}

TEST_CASE("a cache never holds much more than its capacity, and keeps what is used") {
    StateCache cache{1'600};
    cache.put(stream(0), at_version(1));
    for (std::uint32_t number = 1; number <= 50'000; ++number) {
        cache.put(stream(number), at_version(1));
        if (!cache.find(stream(0))) FAIL("forgot what is used all the time, at " << number);
    }
    CHECK(cache.size() <= 1'616);
    CHECK(cache.size() > 1'000);
    CHECK_FALSE(cache.find(stream(1)).has_value());
    CHECK(cache.find(stream(50'000)).has_value());
}

}  // namespace atelier::eventstore
