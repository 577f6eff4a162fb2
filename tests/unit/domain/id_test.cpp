#include "domain/id.hpp"

#include <doctest/doctest.h>

#include <type_traits>

#include "domain/stream.hpp"

namespace atelier {

constexpr auto text = "01963b6e-7c00-7abc-8def-0123456789ab";

TEST_CASE("an id reads what it writes") {
    auto const id = TaskId::from_text(text);
    REQUIRE(id.has_value());
    CHECK(to_text(*id) == text);
    CHECK_FALSE(id->is_nil());
    CHECK(TaskId{}.is_nil());
    CHECK(to_text(TaskId{}) == "00000000-0000-0000-0000-000000000000");
}

TEST_CASE("an id in upper case is the same id, written in lower case") {
    auto const id = TaskId::from_text("01963B6E-7C00-7ABC-8DEF-0123456789AB");
    REQUIRE(id.has_value());
    CHECK(to_text(*id) == text);
}

TEST_CASE("what is not exactly the form of an id is none") {
    for (std::string_view const wrong :
         {"", "01963b6e", "01963b6e-7c00-7abc-8def-0123456789a",
          "01963b6e-7c00-7abc-8def-0123456789abc", "01963b6e-7c00-7abc-8def-0123456789ag",
          "01963b6e07c00-7abc-8def-0123456789ab", "{1963b6e-7c00-7abc-8def-0123456789a}",
          "01963b6e-7c00-7abc-8def-01234567 9ab", "01963b6e7c007abc8def0123456789ab0123",
          "-1963b6e-7c00-7abc-8def-0123456789ab"}) {
        CAPTURE(wrong);
        CHECK_FALSE(uuid_from_text(wrong).has_value());
    }
}

TEST_CASE("ids are ordered as their texts are") {
    auto const low = *TaskId::from_text("01963b6e-7c00-7abc-8def-0123456789ab");
    auto const high = *TaskId::from_text("01963b6e-7c01-7000-8000-000000000000");
    CHECK(low < high);
    CHECK(to_text(low) < to_text(high));
}

TEST_CASE("ids of different kinds do not mix") {
    CHECK_FALSE(std::is_convertible_v<TaskId, UserId>);
    CHECK_FALSE(std::is_constructible_v<TaskId, UserId>);
    CHECK_FALSE(std::is_assignable_v<TaskId&, ProjectId>);
}

TEST_CASE("a stream of each kind reads what it writes") {
    auto const uuid = *uuid_from_text(text);
    for (auto const kind :
         {StreamKind::user, StreamKind::session, StreamKind::workspace, StreamKind::project,
          StreamKind::task, StreamKind::timer, StreamKind::time_entry}) {
        StreamId const stream{kind, uuid};
        CAPTURE(to_text(stream));
        CHECK(StreamId::from_text(to_text(stream)) == stream);
    }
    CHECK(to_text(stream_of(TaskId{uuid})) == "task-01963b6e-7c00-7abc-8def-0123456789ab");
}

TEST_CASE("a text of no kind, or of no id, is no stream") {
    for (std::string_view const wrong :
         {"", "task", "task-", "-01963b6e-7c00-7abc-8def-0123456789ab",
          "Task-01963b6e-7c00-7abc-8def-0123456789ab", "task-1",
          "board-01963b6e-7c00-7abc-8def-0123456789ab", "01963b6e-7c00-7abc-8def-0123456789ab"}) {
        CAPTURE(wrong);
        CHECK_FALSE(StreamId::from_text(wrong).has_value());
    }
}

}  // namespace atelier
