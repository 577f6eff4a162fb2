#include <doctest/doctest.h>

#include "eventstore/codec/event_codec.hpp"

namespace atelier::eventstore {
namespace {

constexpr auto status = "01963b6e-7c00-7abc-8def-0123456789ab";

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    auto const place = text.find(what);
    REQUIRE(place != std::string::npos);
    return text.replace(place, what.size(), by);
}

/// Two invented versions before the first: -1 called the rank `order`, 0 called the status
/// `column`.
constexpr Upcaster invented[]{
    {"TaskMoved", -1,
     [](std::string const& data) { return replaced(data, "\"order\"", "\"rank\""); }},
    {"TaskMoved", 0,
     [](std::string const& data) { return replaced(data, "\"column\"", "\"status\""); }},
    {"TaskEdited", 0,
     [](std::string const&) -> std::string { throw std::logic_error("of another event"); }},
};

std::string stored(std::string_view status_name, std::string_view rank_name) {
    return "{\"" + std::string{status_name} + "\":\"" + status + "\",\"" + std::string{rank_name} +
           "\":\"V1\"}";
}

std::string problem_of(int version, std::string const& data, std::span<Upcaster const> by) {
    try {
        decode("TaskMoved", version, data, by);
        return "none";
    } catch (UnreadableEvent const& error) {
        return error.what();
    }
}

}  // namespace

TEST_CASE("an event of an old version goes through all upcasters up to the newest") {
    for (auto const& [version, data] : {std::pair{-1, stored("column", "order")},
                                        {0, stored("column", "rank")},
                                        {1, stored("status", "rank")}}) {
        CAPTURE(version);
        auto const event = std::get<task::TaskMoved>(decode("TaskMoved", version, data, invented));
        CHECK(to_text(event.status) == status);
        CHECK(event.rank.digits == "V1");
    }
}

TEST_CASE("a timer that was started before time was billable is not") {
    auto const id = std::string{"\""} + status + "\"";
    auto const data = R"({"entry":)" + id + R"(,"user":)" + id + R"(,"workspace":)" + id +
                      R"(,"task":)" + id + R"(,"note":"","started_at":"2026-11-21T14:03:07.512Z"})";
    auto const started = std::get<timer::TimerStarted>(decode("TimerStarted", 1, data));
    CHECK_FALSE(started.billable);
    CHECK(to_text(started.started_at) == "2026-11-21T14:03:07.512Z");
}

TEST_CASE("an old version without an upcaster is unreadable, and the reason names it") {
    CHECK(problem_of(-2, "{}", invented) == "no upcaster for version -2 of TaskMoved");
    CHECK(problem_of(-1, stored("column", "order"), std::span{invented}.first(1)) ==
          "no upcaster for version 0 of TaskMoved");
    CHECK(problem_of(0, stored("column", "rank"), {}) == "no upcaster for version 0 of TaskMoved");
}

TEST_CASE("a version newer than this program is unreadable, and the reason says so") {
    CHECK(problem_of(2, stored("status", "rank"), invented) ==
          "TaskMoved has version 2, this program knows 1");
}

TEST_CASE("what an upcaster makes must be of the newest shape") {
    constexpr Upcaster broken[]{
        {"TaskMoved", 0, [](std::string const&) { return std::string{"{}"}; }}};
    auto const problem = problem_of(0, "{}", broken);
    CHECK(problem.starts_with("TaskMoved: "));
    CHECK(problem.find("status") != std::string::npos);
    CHECK(problem.find("rank") != std::string::npos);
}

TEST_CASE("a recorded event is brought up to the newest version too, its metadata kept") {
    RawEvent raw;
    raw.position = 7;
    raw.stream = {StreamKind::task, {}};
    raw.version = 3;
    raw.type = "TaskMoved";
    raw.schema_version = 0;
    raw.data = stored("column", "rank");
    raw.metadata = encode(Metadata{});
    raw.recorded_at = Timestamp{42};
    auto const event = decode(raw, invented);
    CHECK(event.position == 7);
    CHECK(event.version == 3);
    CHECK(event.occurred_at() == Timestamp{42});
    CHECK(std::get<task::TaskMoved>(event.event).rank.digits == "V1");
}

TEST_CASE(
    "no upcaster of the program is for a version that is the newest or newer, and none stands "
    "twice") {
    for (auto const& one : upcasters()) {
        int matches = 0;
        for (auto const& type : event_types())
            matches += type.name == one.type && one.from_version < type.schema_version;
        CHECK(matches == 1);
        int same = 0;
        for (auto const& other : upcasters())
            same += other.type == one.type && other.from_version == one.from_version;
        CHECK(same == 1);
    }
}

}  // namespace atelier::eventstore
