#include "tools/atelier/time_zone.hpp"

#include <doctest/doctest.h>

#include "tools/atelier/exit_code.hpp"

using namespace atelier;
using namespace atelier::tools;

namespace {

/// Other tests count on UTC.
struct InZone {
    explicit InZone(char const* name) { use_time_zone(name); }
    ~InZone() { use_time_zone("UTC"); }
};

}  // namespace

TEST_CASE("Times are told in the zone in use, summer time included") {
    InZone const zone{"Europe/Berlin"};
    CHECK(local_text(*Timestamp::from_text("2026-11-21T14:00:00.999Z")) ==
          "2026-11-21 15:00:00 +0100");
    CHECK(local_text(*Timestamp::from_text("2026-07-01T14:00:00Z")) == "2026-07-01 16:00:00 +0200");
}

TEST_CASE("A time before 1970 is rounded down") {
    InZone const zone{"UTC"};
    CHECK(local_text(Timestamp{-1}) == "1969-12-31 23:59:59 +0000");
}

TEST_CASE("A date begins and ends at midnight of the zone in use") {
    InZone const zone{"Europe/Berlin"};
    CHECK(instant_from("2026-11-21", "--since", false) ==
          *Timestamp::from_text("2026-11-20T23:00:00Z"));
    CHECK(instant_from("2026-11-21", "--until", true) ==
          *Timestamp::from_text("2026-11-21T23:00:00Z"));
}

TEST_CASE("A day on which the clocks change has 23 or 25 hours") {
    InZone const zone{"Europe/Berlin"};
    auto const day = instant_from("2026-10-25", "--until", true).milliseconds -
                     instant_from("2026-10-25", "--since", false).milliseconds;
    CHECK(day == 25 * 3'600'000);
}

TEST_CASE("An instant is taken as it is") {
    CHECK(instant_from("2026-11-21T14:00:00+01:00", "--until", true) ==
          *Timestamp::from_text("2026-11-21T13:00:00Z"));
}

TEST_CASE("What is no time and what is no zone is wrong usage") {
    CHECK_THROWS_AS(instant_from("yesterday", "--since", false), CommandFailed);
    CHECK_THROWS_AS(use_time_zone("Mars/Olympus"), CommandFailed);
    CHECK_THROWS_AS(use_time_zone("../../etc/passwd"), CommandFailed);
}
