#include "eventstore/log/signal.hpp"

#include <doctest/doctest.h>

#include <thread>

namespace atelier::eventstore {

using namespace std::chrono_literals;

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

}  // namespace atelier::eventstore
