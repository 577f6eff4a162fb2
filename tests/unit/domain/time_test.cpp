#include "domain/time.hpp"

#include <doctest/doctest.h>

#include <random>

namespace atelier {
namespace {

std::string again(std::string_view text) {
    auto const time = Timestamp::from_text(text);
    return time ? to_text(*time) : "none";
}

constexpr std::int64_t first_millisecond = -62'135'596'800'000;
constexpr std::int64_t last_millisecond = 253'402'300'799'999;

}  // namespace

TEST_CASE("an instant is written in UTC with milliseconds") {
    CHECK(to_text(Timestamp{0}) == "1970-01-01T00:00:00.000Z");
    CHECK(to_text(Timestamp{-1}) == "1969-12-31T23:59:59.999Z");
    CHECK(to_text(Timestamp{1'795'269'787'512}) == "2026-11-21T14:03:07.512Z");
    CHECK(to_text(Timestamp{first_millisecond}) == "0001-01-01T00:00:00.000Z");
    CHECK(to_text(Timestamp{last_millisecond}) == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("every form of RFC 3339 is read") {
    CHECK(again("2026-11-21T14:03:07.512Z") == "2026-11-21T14:03:07.512Z");
    CHECK(again("2026-11-21t14:03:07.512z") == "2026-11-21T14:03:07.512Z");
    CHECK(again("2026-11-21T14:03:07Z") == "2026-11-21T14:03:07.000Z");
    CHECK(again("2026-11-21T14:03:07.5Z") == "2026-11-21T14:03:07.500Z");
    CHECK(again("2026-11-21T14:03:07.51Z") == "2026-11-21T14:03:07.510Z");
    CHECK(again("2026-11-21T14:03:07.512999999Z") == "2026-11-21T14:03:07.512Z");
    CHECK(again("2026-11-21T14:03:07.0009Z") == "2026-11-21T14:03:07.000Z");
    CHECK(again("2026-11-21T14:03:07." + std::string(400, '9') + "Z") ==
          "2026-11-21T14:03:07.999Z");
}

TEST_CASE("an offset is taken into account, also over the ends of days and years") {
    CHECK(again("2026-11-21T14:03:07+02:00") == "2026-11-21T12:03:07.000Z");
    CHECK(again("2026-11-21T14:03:07-05:30") == "2026-11-21T19:33:07.000Z");
    CHECK(again("2026-01-01T00:30:00+01:00") == "2025-12-31T23:30:00.000Z");
    CHECK(again("2024-02-29T23:30:00-01:00") == "2024-03-01T00:30:00.000Z");
    CHECK(again("2026-11-21T14:03:07-00:00") == "2026-11-21T14:03:07.000Z");
    CHECK(again("2026-11-21T14:03:07+23:59") == "2026-11-20T14:04:07.000Z");
}

TEST_CASE(
    "an offset that leads out of the years 0001 to 9999 is refused, since nothing could write it") {
    CHECK(again("0001-01-01T00:00:00+00:01") == "none");
    CHECK(again("9999-12-31T23:59:59-00:01") == "none");
    CHECK(again("0001-01-01T00:01:00+00:01") == "0001-01-01T00:00:00.000Z");
    CHECK(again("9999-12-31T23:58:59.999-00:01") == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("leap days are days in leap years only") {
    CHECK(again("2024-02-29T00:00:00Z") == "2024-02-29T00:00:00.000Z");
    CHECK(again("2000-02-29T00:00:00Z") == "2000-02-29T00:00:00.000Z");
    CHECK(again("2023-02-29T00:00:00Z") == "none");
    CHECK(again("1900-02-29T00:00:00Z") == "none");
    CHECK(again("2024-02-30T00:00:00Z") == "none");
    CHECK(Date::from_text("2024-02-29").has_value());
    CHECK_FALSE(Date::from_text("2026-02-29").has_value());
}

TEST_CASE("what is no instant of RFC 3339 is refused") {
    for (std::string_view const wrong : {"",
                                         "2026",
                                         "2026-11-21",
                                         "2026-11-21T",
                                         "2026-11-21T14:03Z",
                                         "2026-11-21T14:03:07",
                                         "2026-11-21T14:03:07.Z",
                                         "2026-11-21T14:03:07,5Z",
                                         "2026-11-21 14:03:07Z",
                                         "2026-11-21T14:03:07Z ",
                                         " 2026-11-21T14:03:07Z",
                                         "2026-11-21T24:00:00Z",
                                         "2026-11-21T23:60:00Z",
                                         "2026-11-21T23:59:60Z",
                                         "2026-13-21T14:03:07Z",
                                         "2026-00-21T14:03:07Z",
                                         "2026-11-00T14:03:07Z",
                                         "2026-11-31T14:03:07Z",
                                         "0000-01-01T00:00:00Z",
                                         "-001-01-01T00:00:00Z",
                                         "10000-01-01T00:00:00Z",
                                         "2026-1-21T14:03:07Z",
                                         "2026-11-21T14:03:07+2:00",
                                         "2026-11-21T14:03:07+0200",
                                         "2026-11-21T14:03:07+24:00",
                                         "2026-11-21T14:03:07+02:60",
                                         "2026-11-21T14:03:07+02",
                                         "2026-11-21T14:03:07Z+02:00",
                                         "2026-11-21T-1:03:07Z",
                                         "２026-11-21T14:03:07Z"}) {
        CAPTURE(wrong);
        CHECK_FALSE(Timestamp::from_text(wrong).has_value());
    }
}

TEST_CASE("a date reads what it writes, and nothing else") {
    CHECK(to_text(Date{0}) == "1970-01-01");
    CHECK(Date::from_text("1969-12-31") == Date{-1});
    CHECK(to_text(*Date::from_text("0001-01-01")) == "0001-01-01");
    CHECK(to_text(*Date::from_text("9999-12-31")) == "9999-12-31");
    for (std::string_view const wrong : {"", "2026-11-2", "2026-11-210", "26-11-21", "2026/11/21",
                                         "2026-02-30", "0000-01-01", "2026-11-21T00:00:00Z"}) {
        CAPTURE(wrong);
        CHECK_FALSE(Date::from_text(wrong).has_value());
    }
}

TEST_CASE("any instant of ten thousand years reads what it writes") {
    std::mt19937_64 random{20261121};
    std::uniform_int_distribution<std::int64_t> any{first_millisecond, last_millisecond};
    for (int i = 0; i < 100'000; ++i) {
        Timestamp const time{any(random)};
        auto const read = Timestamp::from_text(to_text(time));
        if (read != time) FAIL_CHECK(to_text(time));
    }
}

TEST_CASE("instants are ordered as their texts are") {
    std::mt19937_64 random{7};
    std::uniform_int_distribution<std::int64_t> any{first_millisecond, last_millisecond};
    for (int i = 0; i < 10'000; ++i) {
        Timestamp const one{any(random)};
        Timestamp const other{any(random)};
        if ((one < other) != (to_text(one) < to_text(other)))
            FAIL_CHECK(to_text(one) << " " << to_text(other));
    }
}

}  // namespace atelier

namespace atelier {

TEST_CASE("a day or an instant is read and written in its own form") {
    for (auto const* text : {"2026-11-21", "2026-11-21T14:03:07.512Z", "0001-01-01", "9999-12-31"})
        CHECK(to_text(DateOrTime::from_text(text).value()) == text);
    for (auto const* text : {"", "2026-13-01", "2026-11-21T", "2026-11-21 14:03", "tomorrow"})
        CHECK_FALSE(DateOrTime::from_text(text).has_value());
}

TEST_CASE("a day stands after its instants and before the next day's") {
    auto const when = [](char const* text) { return DateOrTime::from_text(text).value(); };
    CHECK(when("2026-11-21T23:59:59.999Z") < when("2026-11-21"));
    CHECK(when("2026-11-21") < when("2026-11-22T00:00:00Z"));
    CHECK(when("2026-11-20") < when("2026-11-21T00:00:00Z"));
    CHECK(to_text(when("2026-11-21").begins_at()) == "2026-11-21T00:00:00.000Z");
    CHECK(when("2026-11-21T14:00:00Z").begins_at() == when("2026-11-21T14:00:00Z").time);
}

}  // namespace atelier
