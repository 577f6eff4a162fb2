#include <doctest/doctest.h>

#include "schemas/codec/value.hpp"
#include "schemas/sql.hpp"
#include "tests/integration/cli/small_log.hpp"

using namespace atelier;
using namespace atelier::test;
using tools::Replay;

namespace {

/// Without position and time, which stand in front: the actor, what was done, and from where.
std::string words_of(std::string const& line) {
    constexpr std::size_t front = 8 + 2 + 25 + 2;
    return line.substr(front);
}

std::string member(codec::Value object, std::string_view name) {
    auto const value = object.member(name);
    return value ? std::string{value->as_string().value_or("?")} : "-";
}

}  // namespace

TEST_CASE("A replay tells who did what from where, in the order of the log") {
    SmallLog log;
    std::vector<std::string> words;
    for (auto const& line : log.replayed({})) words.push_back(words_of(line));
    CHECK(words ==
          std::vector<std::string>{
              "Mara Lindqvist registered as Mara@harbour.example",
              "Jonas Brandt registered as jonas@harbour.example",
              "Mara Lindqvist created the workspace “Harbour” (harbour)  [192.0.2.7, test]",
              "Mara Lindqvist added Jonas Brandt to “Harbour” as MEMBER  [192.0.2.7, test]",
              "Mara Lindqvist created the project SKY “Skerry” with To do, In progress, "
              "In review, Done  [192.0.2.7, test]",
              "Mara Lindqvist created SKY-1 “Paint the hull” in To do  [192.0.2.7, test]",
              "Mara Lindqvist edited SKY-1 “Paint the hull”: priority MEDIUM → HIGH  "
              "[192.0.2.7, test]",
              "Jonas Brandt moved SKY-1 “Paint the hull”: To do → Done  [192.0.2.7, test]",
          });
}

TEST_CASE("What came before is told also when the replay begins in the middle") {
    SmallLog log;
    Replay replay;
    replay.filter.from = 8;
    auto const lines = log.replayed(replay);
    REQUIRE(lines.size() == 1);
    CHECK(words_of(lines[0]) ==
          "Jonas Brandt moved SKY-1 “Paint the hull”: To do → Done  [192.0.2.7, test]");
}

TEST_CASE("A stream is replayed alone, and at most as many events as wanted") {
    SmallLog log;
    Replay replay;
    replay.filter.stream = stream_of(log.task);
    CHECK(log.replayed(replay).size() == 3);
    replay.limit = 2;
    CHECK(log.replayed(replay).size() == 2);
    replay.limit = 10;
    replay.filter.to = 7;
    CHECK(log.replayed(replay).size() == 2);
    replay.filter.from = 7;
    CHECK(log.replayed(replay).size() == 1);
}

TEST_CASE("Workspace, type and person each choose their events") {
    SmallLog log;
    Replay replay;
    replay.filter.workspace = log.workspace;
    CHECK(log.replayed(replay).size() == 6);
    replay.filter = {};
    replay.filter.types = {"TaskMoved", "UserRegistered"};
    CHECK(log.replayed(replay).size() == 3);
    replay.filter = {};
    replay.filter.person = log.jonas;
    CHECK(log.replayed(replay).size() == 3);  // registered, was added, moved
}

TEST_CASE("As JSON each event is one object with its personal data opened") {
    SmallLog log;
    Replay replay;
    replay.format = tools::ReplayFormat::json;
    auto const lines = log.replayed(replay);
    REQUIRE(lines.size() == 8);
    auto const first = codec::Document::parse(lines[0]);
    REQUIRE(first.has_value());
    CHECK(member(first->root(), "type") == "UserRegistered");
    CHECK(member(*first->root().member("data"), "name") == "Mara Lindqvist");
    CHECK_FALSE(first->root().member("workspace_id").has_value());
    auto const last = codec::Document::parse(lines[7]);
    REQUIRE(last.has_value());
    CHECK(member(last->root(), "actor_name") == "Jonas Brandt");
    CHECK(member(last->root(), "summary") == "moved SKY-1 “Paint the hull”: To do → Done");
    auto const origin = last->root().member("metadata")->member("origin");
    REQUIRE(origin.has_value());
    CHECK(member(*origin, "address") == "192.0.2.7");
}

TEST_CASE("Of a person whose key is gone, nothing personal is told") {
    SmallLog log;
    log.connection.execute("delete from log.secrets where kind = 'person_key' and key = '" +
                           to_text(log.jonas) + "'");
    auto const lines = log.replayed({});
    CHECK(words_of(lines[1]) == "[erased] registered as [erased]");
    CHECK(words_of(lines[7]) == "[erased] moved SKY-1 “Paint the hull”: To do → Done  [erased]");
    Replay replay;
    replay.format = tools::ReplayFormat::json;
    auto const second = codec::Document::parse(log.replayed(replay)[1]);
    CHECK(second->root().member("data")->member("name")->is_null());
}
