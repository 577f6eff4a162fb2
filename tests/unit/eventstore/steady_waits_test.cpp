#include <doctest/doctest.h>
#include <threads.h>

#include <chrono>
#include <ctime>
#include <thread>
#include <utility>

// cnd_timedwait as librdkafka finds it (eventstore/kafka/steady_waits.cpp). What it is for, a clock
// that is set, is in tests/e2e/clock_e2e_test.py.
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

struct Place {
    Place() {
        REQUIRE(mtx_init(&mutex, mtx_plain) == thrd_success);
        REQUIRE(cnd_init(&condition) == thrd_success);
    }
    ~Place() {
        cnd_destroy(&condition);
        mtx_destroy(&mutex);
    }

    /// What the wait came to.
    int wait(timespec until) {
        mtx_lock(&mutex);
        int outcome = thrd_success;
        while (!is_ready && outcome == thrd_success) {
            is_waiting = true;
            outcome = cnd_timedwait(&condition, &mutex, &until);
            ++ended;
        }
        mtx_unlock(&mutex);
        return outcome;
    }

    mtx_t mutex{};
    cnd_t condition{};
    bool is_waiting = false;
    bool is_ready = false;
    int ended = 0;  // waits, for whatever reason
};

timespec in(std::chrono::nanoseconds time) {
    timespec now{};
    timespec_get(&now, TIME_UTC);
    auto const then =
        std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec} + time;
    return {static_cast<time_t>(then / 1s), static_cast<long>((then % 1s).count())};
}

}  // namespace

TEST_CASE("a wait ends at its time, not before") {
    Place place;
    auto const begun = Clock::now();
    CHECK(place.wait(in(80ms)) == thrd_timedout);
    CHECK(Clock::now() - begun >= 79ms);
    CHECK(place.wait(in(-5s)) == thrd_timedout);
    CHECK(place.wait({0, 0}) == thrd_timedout);
}

TEST_CASE("a wait ends when it is woken, and goes on when it is woken for nothing") {
    Place place;
    std::thread waker{[&] {
        for (bool is_over = false; !is_over;) {
            mtx_lock(&place.mutex);
            is_over = place.is_ready = place.ended >= 5;
            if (std::exchange(place.is_waiting, false)) cnd_broadcast(&place.condition);
            mtx_unlock(&place.mutex);
        }
        cnd_broadcast(&place.condition);
    }};
    auto const begun = Clock::now();
    CHECK(place.wait(in(60s)) == thrd_success);
    CHECK(Clock::now() - begun < 30s);
    waker.join();
}
