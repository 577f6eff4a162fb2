#include "tools/atelier/live_lines.hpp"

#include <doctest/doctest.h>

using namespace atelier;
using namespace atelier::tools;

namespace {

std::vector<std::string> lines(std::string const& message) {
    auto const document = codec::Document::parse(message);
    return live_lines(document->root());
}

bool advance(LivePlaces& places, std::string const& message) {
    auto const document = codec::Document::parse(message);
    return places.advance(document->root());
}

}  // namespace

TEST_CASE("A snapshot is told by how much of what it has") {
    CHECK(lines(R"({"type":"snapshot","topic":"board:1","position":90,"entities":[
                    {"kind":"card","id":"a","data":{}},{"kind":"card","id":"b","data":{}},
                    {"kind":"status","id":"c","data":{}}]})") ==
          std::vector<std::string>{"      90  board:1: snapshot of 2 × card, 1 × status"});
}

TEST_CASE("A delta is a line for each change, with key and title") {
    auto const told = lines(
        R"({"type":"delta","topic":"board:1","position":97,"previous":90,"changes":[
            {"op":"upsert","kind":"card","id":"a","data":{"key":"SKY-7","title":"Paint\u001b"}},
            {"op":"remove","kind":"card","id":"b"}],"cause":{"event":"TaskMoved"}})");
    CHECK(told == std::vector<std::string>{"      97  board:1  + card SKY-7 Paint   (TaskMoved)",
                                           "      97  board:1  - card b  (TaskMoved)"});
}

TEST_CASE("Signs of life are not told") {
    CHECK(lines(R"({"type":"pong"})").empty());
    CHECK(lines(R"({"type":"welcome","heartbeat_seconds":20})").empty());
}

TEST_CASE("The first subscription is for a snapshot, unless a position was given") {
    CHECK(LivePlaces({"me"}, {}).subscriptions() ==
          std::vector<std::string>{R"({"type":"subscribe","id":1,"topic":"me"})"});
    CHECK(LivePlaces({"me"}, 12).subscriptions() ==
          std::vector<std::string>{R"({"type":"subscribe","id":1,"topic":"me","after":12})"});
}

TEST_CASE("After a lost connection each topic goes on where it was") {
    LivePlaces places{{"a", "b"}, {}};
    CHECK(advance(places, R"({"type":"snapshot","topic":"a","position":90})"));
    CHECK(advance(places, R"({"type":"delta","topic":"a","position":97,"previous":90})"));
    CHECK(places.subscription("a") == R"({"type":"subscribe","id":1,"topic":"a","after":97})");
    CHECK(places.subscription("b") == R"({"type":"subscribe","id":2,"topic":"b"})");
}

TEST_CASE("A delta that comes again is harmless, one that leaves a gap is not") {
    LivePlaces places{{"a"}, {}};
    advance(places, R"({"type":"snapshot","topic":"a","position":90})");
    CHECK(advance(places, R"({"type":"delta","topic":"a","position":90,"previous":80})"));
    CHECK_FALSE(advance(places, R"({"type":"delta","topic":"a","position":99,"previous":95})"));
    CHECK(places.subscription("a") == R"({"type":"subscribe","id":1,"topic":"a","after":90})");
}

namespace {

std::vector<std::string> welcome(LivePlaces& places, std::string const& message) {
    auto const document = codec::Document::parse(message);
    return places.welcome(document->root());
}

}  // namespace

TEST_CASE("A service that still has the same log is told where each topic was, and of which log") {
    LivePlaces places{{"a"}, {}};
    CHECK(welcome(places, R"({"type":"welcome","log":"one"})") ==
          std::vector<std::string>{R"({"type":"subscribe","id":1,"topic":"a"})"});
    advance(places, R"({"type":"snapshot","topic":"a","position":90})");
    CHECK(welcome(places, R"({"type":"welcome","log":"one"})") ==
          std::vector<std::string>{
              R"({"type":"subscribe","id":1,"topic":"a","after":90,"log":"one"})"});
}

TEST_CASE("After a restore of the log what is known of it means nothing") {
    LivePlaces places{{"a"}, {}};
    welcome(places, R"({"type":"welcome","log":"one"})");
    advance(places, R"({"type":"snapshot","topic":"a","position":90})");
    for (auto const& message : welcome(places, R"({"type":"welcome","log":"two"})"))
        CHECK(message.find("after") == std::string::npos);
    CHECK(advance(places, R"({"type":"delta","topic":"a","position":7,"previous":3})"));
}

TEST_CASE("A position that a person gave is said without a log") {
    LivePlaces places{{"a"}, 12};
    CHECK(welcome(places, R"({"type":"welcome","log":"one"})") ==
          std::vector<std::string>{R"({"type":"subscribe","id":1,"topic":"a","after":12})"});
}
