#include "projections/core/live_log.hpp"

#include <doctest/doctest.h>

#include "schemas/codec/json.hpp"
#include "tests/support/database.hpp"

using namespace atelier;
using namespace atelier::projections;
using atelier::test::TestDatabase;

namespace {

std::string const person = "user:01a200f2-6282-75a9-9e11-e5cf63e6afb4";
std::string const board = "board:01a200f2-645e-7374-af07-52f239f0d3ac";

/// What a projector on one connection says, batch by batch, each committed unless it may not be.
struct Speaker {
    explicit Speaker(TestDatabase const& database) : connection(database.service_url()) {}

    static void add(LiveLog& live, Position position, std::string const& topic,
                    Deltas::IsFollowed const* is_followed = nullptr) {
        Deltas deltas{live.is_brief() ? Deltas::Tell::topics : Deltas::Tell::changes, is_followed};
        deltas.upsert(topic, "timer", std::to_string(position), "{}");
        deltas.upsert(topic, "task", std::to_string(position), "{}");
        live.add({position, EventId{}, StreamId{}, 1, WorkspaceId{}, session::SessionRevoked{},
                  eventstore::Metadata{}, Timestamp{}},
                 deltas);
    }

    static std::string text(eventstore::LiveMessage const& message) {
        auto const document = codec::Document::parse(message.body);
        auto const root = document->root();
        return std::string{*root.member("type")->as_string()} + " " +
               std::to_string(*root.member("previous")->as_int64()) + ">" +
               std::to_string(message.position);
    }

    /// `type previous>position` of each message.
    std::vector<std::string> begin(LiveLog& live) {
        std::vector<std::string> said;
        for (auto const& message : live.messages(connection, positions))
            said.push_back(text(message));
        return said;
    }

    /// Whether it could be committed.
    bool commit(LiveLog const& live) {
        eventstore::Batch batch{connection};
        eventstore::Transaction transaction{connection, batch};
        auto const moving = live.save(batch);
        auto const answers = batch.run();
        if (moving != 0 && answers.back().size() != moving) return false;
        transaction.commit();
        return true;
    }

    std::vector<std::string> say(std::vector<std::pair<Position, std::string>> const& what,
                                 bool briefly = false) {
        LiveLog live{briefly};
        for (auto const& [position, topic] : what) add(live, position, topic);
        auto const said = begin(live);
        CHECK(commit(live));
        return said;
    }

    eventstore::Connection connection;
    TopicPositions positions;
};

using Said = std::vector<std::string>;

}  // namespace

TEST_CASE("a batch of several partitions is said in the order of the log") {
    TestDatabase database;
    Speaker speaker{database};
    CHECK(speaker.say({{9, person}, {4, person}, {7, board}}) ==
          Said{"delta 0>4", "delta 0>7", "delta 4>9"});
}

TEST_CASE("what comes after a later delta of a person's topic is told as to be read anew") {
    TestDatabase database;
    Speaker speaker{database};
    speaker.say({{9, person}});
    CHECK(speaker.say({{4, person}, {6, person}}) == Said{"resync 9>10"});
    CHECK(speaker.say({{10, person}, {12, person}}) == Said{"resync 10>11", "delta 11>12"});
    CHECK(speaker.say({{13, person}}) == Said{"delta 12>13"});
}

TEST_CASE("of a topic that nobody follows a batch says once that it has changed") {
    TestDatabase database;
    Speaker speaker{database};
    bool is_anybody_there = false;
    Deltas::IsFollowed const is_followed = [&](std::string const& topic) {
        return topic == board && is_anybody_there;
    };
    LiveLog live;
    Speaker::add(live, 4, board, &is_followed);
    Speaker::add(live, 6, board, &is_followed);
    is_anybody_there = true;
    Speaker::add(live, 8, board, &is_followed);
    is_anybody_there = false;
    Speaker::add(live, 9, board, &is_followed);
    CHECK(speaker.begin(live) == Said{"resync 0>6", "delta 6>8", "resync 8>9"});
    Speaker::add(live, 11, board, &is_followed);
    CHECK(speaker.begin(live) == Said{"resync 9>11"});
    CHECK(speaker.commit(live));
}

TEST_CASE("of one event, what is told whole comes first") {
    TestDatabase database;
    Speaker speaker{database};
    Deltas::IsFollowed const is_followed = [](std::string const& topic) { return topic == board; };
    LiveLog live;
    for (auto position : {4, 6}) {
        for (auto const& topic : {"activity:" + std::to_string(position), std::string{board}})
            Speaker::add(live, position, topic, &is_followed);
    }
    CHECK(speaker.begin(live) == Said{"delta 0>4", "resync 0>4", "delta 4>6", "resync 0>6"});
}

TEST_CASE("who begins to follow a topic within an event is not told a part of it") {
    TestDatabase database;
    Speaker speaker{database};
    int asked = 0;
    Deltas::IsFollowed const is_followed = [&](std::string const&) { return asked++ > 0; };
    LiveLog live;
    Speaker::add(live, 4, board, &is_followed);
    CHECK(speaker.begin(live) == Said{"resync 0>4"});
}

TEST_CASE("what a topic of one partition has said already is not said again") {
    TestDatabase database;
    Speaker speaker{database};
    speaker.say({{9, board}});
    CHECK(speaker.say({{9, board}}) == Said{});
    CHECK(speaker.say({{9, board}, {11, board}}) == Said{"delta 9>11"});
}

TEST_CASE(
    "two projectors that feed one topic know of each other, and one of two at once gives way") {
    TestDatabase database;
    Speaker one{database};
    Speaker other{database};
    one.say({{3, person}});
    CHECK(other.say({{5, person}}) == Said{"delta 3>5"});
    CHECK(one.say({{8, person}}) == Said{"delta 5>8"});

    LiveLog late;
    Speaker::add(late, 9, person);
    CHECK(one.begin(late) == Said{"delta 8>9"});
    other.say({{12, person}});
    CHECK(!one.commit(late));
    CHECK(one.say({{9, person}}) == Said{"resync 12>13"});

    LiveLog first;
    std::string const stranger = "user:01a200f2-6282-75a9-9e11-e5cf63e6afb5";
    Speaker::add(first, 20, stranger);
    CHECK(one.begin(first) == Said{"delta 0>20"});
    other.say({{21, stranger}});
    CHECK(!one.commit(first));
}

TEST_CASE(
    "a brief batch tells each topic once to be read anew, at the last position it has in it") {
    TestDatabase database;
    Speaker speaker{database};
    speaker.say({{2, board}, {3, person}});
    CHECK(speaker.say({{5, board}, {9, person}, {4, person}, {7, board}}, true) ==
          Said{"resync 2>7", "resync 3>9"});
    CHECK(speaker.say({{6, board}, {7, board}}, true) == Said{});
    CHECK(speaker.say({{8, person}, {6, person}}, true) == Said{"resync 9>10"});
    CHECK(speaker.say({{11, board}, {12, person}}) == Said{"delta 7>11", "delta 10>12"});
}

TEST_CASE("what is told and not written yet counts for what is told next, and is written at once") {
    TestDatabase database;
    Speaker speaker{database};
    speaker.say({{2, board}, {3, person}});
    LiveLog live;
    Speaker::add(live, 5, board);
    Speaker::add(live, 9, person);
    CHECK(speaker.begin(live) == Said{"delta 2>5", "delta 3>9"});
    Speaker::add(live, 6, board);
    // Of another partition, behind what was told of this one.
    Speaker::add(live, 7, person);
    CHECK(speaker.begin(live) == Said{"delta 5>6", "resync 9>10"});
    Speaker::add(live, 8, board);
    live.drop_new();
    CHECK(speaker.begin(live) == Said{});
    CHECK(speaker.commit(live));
    CHECK(Speaker{database}.say({{11, board}, {12, person}}) == Said{"delta 6>11", "delta 10>12"});
}
