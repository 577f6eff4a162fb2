#include "domain/timer/booked_time.hpp"

#include <doctest/doctest.h>

#include <random>

namespace atelier::timer {
namespace {

constexpr std::int64_t hour = 3'600'000;
constexpr std::int64_t day = 24 * hour;

TimeEntryId entry(std::uint32_t number) {
    TimeEntryId id;
    for (std::size_t i = 0; i < 4; ++i)
        id.uuid.bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    return id;
}

Span span(std::uint32_t number, std::int64_t from, std::int64_t to) {
    return {entry(number), {from}, {to}};
}

}  // namespace

TEST_CASE("spans that touch do not overlap, spans that share an instant do") {
    BookedTime booked;
    booked.put(span(1, 10 * hour, 11 * hour));
    CHECK_FALSE(booked.overlapping({9 * hour}, {10 * hour}));
    CHECK_FALSE(booked.overlapping({11 * hour}, {12 * hour}));
    CHECK(booked.overlapping({9 * hour}, {10 * hour + 1})->entry == entry(1));
    CHECK(booked.overlapping({11 * hour - 1}, {12 * hour})->entry == entry(1));
    CHECK(booked.overlapping({10 * hour + 5}, {10 * hour + 6}).has_value());
    CHECK(booked.overlapping({0}, {day}).has_value());
}

TEST_CASE("an entry does not overlap itself, and has one span only") {
    BookedTime booked;
    booked.put(span(1, 0, hour));
    CHECK_FALSE(booked.overlapping({0}, {hour}, entry(1)));
    booked.put(span(1, 5 * hour, 6 * hour));
    CHECK(booked.size() == 1);
    CHECK_FALSE(booked.overlapping({0}, {hour}));
    booked.remove(entry(1));
    booked.remove(entry(2));
    CHECK(booked.size() == 0);
    CHECK_FALSE(booked.last_end());
}

TEST_CASE("a span that begins in the month before is found") {
    BookedTime booked;
    auto const border = 30 * day;
    booked.put(span(1, border - hour, border + hour));
    CHECK(booked.overlapping({border + hour - 1}, {border + 2 * hour})->entry == entry(1));
    booked.put(span(2, -day, -hour));
    CHECK(booked.overlapping({-2 * hour}, {0})->entry == entry(2));
}

TEST_CASE("a copy keeps what it has when the other one changes") {
    BookedTime one;
    one.put(span(1, 0, hour));
    auto other = one;
    other.put(span(2, hour, 2 * hour));
    other.remove(entry(1));
    CHECK(one.find(entry(1)).has_value());
    CHECK_FALSE(one.find(entry(2)).has_value());
}

TEST_CASE("ten thousand entries answer as a list that is looked through from end to end") {
    std::mt19937 random{7};
    BookedTime booked;
    std::vector<Span> all;
    for (std::uint32_t number = 0; number < 10'000; ++number) {
        auto const start = static_cast<std::int64_t>(number) * 8 * hour;
        all.push_back(span(number, start, start + hour + random() % (6 * hour)));
        booked.put(all.back());
    }
    CHECK(booked.size() == 10'000);
    CHECK(booked.last_end() == all.back().stopped_at);
    for (int i = 0; i < 2'000; ++i) {
        auto const from = static_cast<std::int64_t>(random() % 10'000) * 8 * hour +
                          static_cast<std::int64_t>(random() % (8 * hour));
        auto const to = from + 1 + static_cast<std::int64_t>(random() % (12 * hour));
        std::optional<Span> first;
        for (auto const& one : all) {
            if (one.started_at.milliseconds >= to) break;
            if (!first && from < one.stopped_at.milliseconds) first = one;
        }
        CHECK(booked.overlapping({from}, {to}) == first);
    }
}

}  // namespace atelier::timer
