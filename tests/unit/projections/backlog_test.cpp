#include "projections/core/backlog.hpp"

#include <doctest/doctest.h>

namespace atelier::projections {
namespace {

constexpr Timestamp now{1'000'000};

std::vector<eventstore::SourcedEvent> events(std::size_t count, std::int64_t seconds_ago) {
    std::vector<eventstore::SourcedEvent> batch(count);
    for (auto& one : batch) one.event.recorded_at = {now.milliseconds - seconds_ago * 1000};
    return batch;
}

}  // namespace

TEST_CASE("more than is told of is a backlog, however young it is") {
    CHECK(is_backlog(events(told_limit, 0), now));
    CHECK_FALSE(is_backlog(events(told_limit - 1, 0), now));
}

TEST_CASE("many events of long ago are a backlog, a few are not") {
    CHECK(is_backlog(events(100, 11), now));
    CHECK_FALSE(is_backlog(events(99, 3600), now));
}

TEST_CASE("many events of just now are none, nor are those of a clock ahead of ours") {
    CHECK_FALSE(is_backlog(events(1999, 10), now));
    CHECK_FALSE(is_backlog(events(1999, -60), now));
}

TEST_CASE("the last event counts: what is old goes out with what is new") {
    auto batch = events(500, 60);
    batch.back().event.recorded_at = now;
    CHECK_FALSE(is_backlog(batch, now));
}

}  // namespace atelier::projections
