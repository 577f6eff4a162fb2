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

/// A topic and what followers were told of it.
struct Followed : Topic {
    bool takes(Position previous, Position position) {
        return apply(delta(previous, position), [&](auto const& text) {
            CHECK(*text == delta(previous, position).body);
            CHECK(this->position() == previous);
            told.push_back(position);
        });
    }
    Positions told;
};

}  // namespace

TEST_CASE("a topic goes on after any position that its deltas reach back to") {
    Followed topic;
    REQUIRE(topic.load(read_at(5)));
    CHECK(topic.takes(5, 7));
    CHECK(topic.takes(7, 8));
    CHECK(topic.position() == 8);
    CHECK(positions_after(topic, 8) == Positions{});
    CHECK(positions_after(topic, 7) == Positions{8});
    CHECK(positions_after(topic, 5) == Positions{7, 8});
    CHECK(positions_after(topic, 4) == std::nullopt);
}

TEST_CASE("what was read ahead of the messages is not gone on to from before it") {
    Followed topic;
    CHECK(topic.takes(5, 7));
    REQUIRE(topic.load(read_at(9)));
    // 8 and 9 are in what was read, and their deltas are still on their way.
    CHECK(positions_after(topic, 5) == std::nullopt);
    CHECK(positions_after(topic, 9) == Positions{});
    CHECK(topic.takes(7, 8));
    CHECK(positions_after(topic, 5) == std::nullopt);
    CHECK(topic.takes(8, 9));
    CHECK(positions_after(topic, 5) == Positions{7, 8, 9});
    CHECK(topic.takes(9, 12));
    CHECK(positions_after(topic, 8) == Positions{9, 12});
    CHECK(topic.told == Positions{12});
}

TEST_CASE("a topic with a delta missing is read again") {
    Followed topic;
    REQUIRE(topic.load(read_at(5)));
    CHECK_FALSE(topic.takes(6, 7));
    CHECK_FALSE(topic.is_loaded());
    CHECK_FALSE(topic.load(read_at(5)));
    CHECK(topic.load(read_at(6)));
    CHECK(topic.position() == 7);
    CHECK(topic.told.empty());
}

TEST_CASE("who follows is told each delta once, before it is taken in") {
    Followed topic;
    CHECK(topic.takes(3, 5));  // nobody can follow it yet
    REQUIRE(topic.load(read_at(5)));
    CHECK(topic.takes(5, 7));
    CHECK(topic.takes(5, 7));
    CHECK(topic.takes(7, 8));
    CHECK(topic.told == Positions{7, 8});
    CHECK(topic.entities().contains({"card", "c8"}));
}

}  // namespace atelier::api
