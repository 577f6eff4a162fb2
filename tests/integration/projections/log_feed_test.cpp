#include "projections/core/log_feed.hpp"

#include <thread>

#include "tests/integration/projections/projection_support.hpp"

using namespace atelier;
using namespace atelier::test;
using eventstore::Position;
using projections::LogFeed;

namespace {

constexpr Position batch = 3;

/// What a follower finds from a position on, up to `end`.
std::vector<Position> follow(LogFeed::Follower& follower, Position after, Position end) {
    std::vector<Position> found;
    while (after < end) {
        for (auto const& one : *follower.after(after)) {
            if (one.raw.position <= after) continue;
            CHECK(one.event.has_value());
            after = one.raw.position;
            found.push_back(after);
        }
    }
    return found;
}

std::vector<Position> all_between(Position after, Position end) {
    std::vector<Position> all;
    while (after < end) all.push_back(++after);
    return all;
}

struct Fixture {
    Fixture() : reader(playground.database.service_url()) {
        playground.play(80, 61);
        head = playground.head();
        REQUIRE(head > 10 * batch);
    }

    Playground playground;
    Position head = 0;
    eventstore::Connection reader;
};

}  // namespace

TEST_CASE("all who follow the log find all of it, from wherever each begins") {
    Fixture f;
    LogFeed feed{f.reader, f.head, batch};
    auto from_start = std::make_unique<LogFeed::Follower>(feed);
    auto from_middle = std::make_unique<LogFeed::Follower>(feed);
    std::vector<Position> late;
    std::thread other{[&] {
        late = follow(*from_middle, 20, f.head);
        from_middle.reset();
    }};
    CHECK(follow(*from_start, 0, f.head) == all_between(0, f.head));
    from_start.reset();
    other.join();
    CHECK(late == all_between(20, f.head));
}

TEST_CASE("who goes away keeps nobody waiting, and neither does who never began") {
    Fixture f;
    LogFeed feed{f.reader, f.head, batch};
    LogFeed::Follower stays{feed};
    auto goes = std::make_unique<LogFeed::Follower>(feed);
    auto never_began = std::make_unique<LogFeed::Follower>(feed);
    std::thread other{[&] {
        never_began.reset();
        goes->after(0);
        goes.reset();
    }};
    CHECK(follow(stays, 0, f.head) == all_between(0, f.head));
    other.join();
}

TEST_CASE("events that come later are found by who asks for them") {
    Fixture f;
    LogFeed feed{f.reader};
    LogFeed::Follower follower{feed};
    CHECK(follow(follower, 0, f.head).back() == f.head);
    f.playground.play(10, 62);
    auto const now = f.playground.head();
    REQUIRE(now > f.head);
    CHECK(follow(follower, f.head, now) == all_between(f.head, now));
}

TEST_CASE("who asks for more than there is, or for what cannot be read, is told") {
    Fixture f;
    {
        LogFeed feed{f.reader};
        LogFeed::Follower follower{feed};
        CHECK_THROWS_WITH_AS(follower.after(f.head), "the log ends before its head",
                             eventstore::DatabaseError);
    }
    eventstore::Connection owner{f.playground.database.owner_url()};
    owner.execute("alter schema log rename to away");
    LogFeed feed{f.reader};
    LogFeed::Follower one{feed};
    LogFeed::Follower other{feed};
    std::thread asks{[&] { CHECK_THROWS_AS(other.after(0), eventstore::DatabaseError); }};
    CHECK_THROWS_AS(one.after(0), eventstore::DatabaseError);
    asks.join();
}
