#include "eventstore/log/signal.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <thread>

namespace atelier::eventstore {

using namespace std::chrono_literals;

namespace {

std::vector<RawEvent> events(Position first, Position last, std::size_t bytes = 1) {
    std::vector<RawEvent> made;
    for (auto position = first; position <= last; ++position) {
        RawEvent event;
        event.position = position;
        event.data.assign(bytes, 'x');
        made.push_back(std::move(event));
    }
    return made;
}

/// The positions of what is kept after one.
std::optional<std::vector<Position>> after(LogSignal& signal, Position position,
                                           std::size_t limit = 100) {
    auto const newest = signal.newest_after(position, limit);
    if (!newest) return std::nullopt;
    std::vector<Position> positions;
    for (auto const& event : *newest) positions.push_back(event.position);
    return positions;
}

}  // namespace

TEST_CASE("a reader behind the log does not wait") {
    LogSignal signal;
    signal.appended(7);
    CHECK(signal.wait_beyond(6, 1h));
    signal.appended(3);
    CHECK(signal.wait_beyond(6, 1h));
}

TEST_CASE("a reader at the end of the log waits no longer than it says") {
    LogSignal signal;
    signal.appended(7);
    CHECK_FALSE(signal.wait_beyond(7, 1ms));
}

TEST_CASE("an append wakes every reader that waits") {
    LogSignal signal;
    bool first = false;
    bool second = false;
    std::thread one{[&] { first = signal.wait_beyond(0, 1h); }};
    std::thread other{[&] { second = signal.wait_beyond(0, 1h); }};
    signal.appended(1);
    one.join();
    other.join();
    CHECK(first);
    CHECK(second);
}

TEST_CASE("a shutdown lets readers go without an append") {
    LogSignal signal;
    std::atomic<bool> gone = false;
    std::thread reader{[&] {
        CHECK_FALSE(signal.wait_beyond(0, 1h));
        gone = true;
    }};
    while (!gone) signal.wake_all();
    reader.join();
}

TEST_CASE("a reader that is nearly level has the newest events from the signal") {
    LogSignal signal;
    signal.appended(events(1, 5));
    CHECK_MESSAGE(!after(signal, 0), "nothing is kept before somebody reads");
    signal.appended(events(6, 8));
    CHECK(!after(signal, 4));
    CHECK(after(signal, 5) == std::vector<Position>{6, 7, 8});
    CHECK(after(signal, 6, 1) == std::vector<Position>{7});
    CHECK(after(signal, 8) == std::vector<Position>{});
    CHECK(after(signal, std::numeric_limits<Position>::max()) == std::vector<Position>{});
    CHECK(signal.wait_beyond(7, 1h));
}

TEST_CASE("what others have appended is not here, nor what comes before it") {
    LogSignal signal;
    CHECK(!after(signal, 0));
    signal.appended(events(1, 3));
    signal.appended(4);
    CHECK(after(signal, 1) == std::vector<Position>{2, 3});
    CHECK(!after(signal, 3));
    signal.appended(events(6, 7));
    CHECK(!after(signal, 3));
    CHECK(!after(signal, 4));
    CHECK(after(signal, 5) == std::vector<Position>{6, 7});
}

TEST_CASE("only so many of the newest events are kept, and so many bytes") {
    LogSignal signal;
    CHECK(!after(signal, 0));
    auto const count = static_cast<Position>(LogSignal::events_kept);
    signal.appended(events(1, count + 10));
    CHECK(!after(signal, 9));
    CHECK(after(signal, 10, 1) == std::vector<Position>{11});
    auto const end = count + 10;
    signal.appended(events(end + 1, end + 4, LogSignal::bytes_kept / 2));
    CHECK(!after(signal, end + 1));
    CHECK(after(signal, end + 2) == std::vector<Position>{end + 3, end + 4});
}

}  // namespace atelier::eventstore
