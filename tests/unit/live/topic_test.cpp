#include "api/live/topic.hpp"

#include <doctest/doctest.h>

namespace atelier::api {
namespace {

eventstore::LiveMessage delta(Position previous, Position position) {
    return {"board:x", position,
            R"({"type":"delta","position":)" + std::to_string(position) + R"(,"previous":)" +
                std::to_string(previous) + R"(,"changes":[{"kind":"card","id":"c)" +
                std::to_string(position) + R"(","data":{}}]})"};
}

TopicState read_at(Position position) { return {position, {{{"board", "x"}, "{}"}}}; }

std::optional<std::vector<Position>> positions_after(Topic const& topic, Position position) {
    auto const deltas = topic.after(position);
    if (!deltas) return std::nullopt;
    std::vector<Position> positions;
    for (auto const& one : *deltas) positions.push_back(one.position);
    return positions;
}

using Positions = std::vector<Position>;

}  // namespace

TEST_CASE("a topic goes on after any position that its deltas reach back to") {
    Topic topic;
    REQUIRE(topic.load(read_at(5)));
    CHECK(topic.apply(delta(5, 7)) == Topic::Applied::done);
    CHECK(topic.apply(delta(7, 8)) == Topic::Applied::done);
    CHECK(topic.position() == 8);
    CHECK(positions_after(topic, 8) == Positions{});
    CHECK(positions_after(topic, 7) == Positions{8});
    CHECK(positions_after(topic, 5) == Positions{7, 8});
    CHECK(positions_after(topic, 4) == std::nullopt);
}

TEST_CASE("what was read ahead of the messages is not gone on to from before it") {
    Topic topic;
    CHECK(topic.apply(delta(5, 7)) == Topic::Applied::done);
    REQUIRE(topic.load(read_at(9)));
    // 8 and 9 are in what was read, and their deltas are still on their way.
    CHECK(positions_after(topic, 5) == std::nullopt);
    CHECK(positions_after(topic, 9) == Positions{});
    CHECK(topic.apply(delta(7, 8)) == Topic::Applied::repeated);
    CHECK(positions_after(topic, 5) == std::nullopt);
    CHECK(topic.apply(delta(8, 9)) == Topic::Applied::repeated);
    CHECK(positions_after(topic, 5) == Positions{7, 8, 9});
    CHECK(topic.apply(delta(9, 12)) == Topic::Applied::done);
    CHECK(positions_after(topic, 8) == Positions{9, 12});
}

TEST_CASE("a topic with a delta missing is read again") {
    Topic topic;
    REQUIRE(topic.load(read_at(5)));
    CHECK(topic.apply(delta(6, 7)) == Topic::Applied::gap);
    CHECK_FALSE(topic.is_loaded());
    CHECK_FALSE(topic.load(read_at(5)));
    CHECK(topic.load(read_at(6)));
    CHECK(topic.position() == 7);
}

}  // namespace atelier::api
