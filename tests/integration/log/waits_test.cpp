#include <time.h>

#include "tests/integration/log/log_support.hpp"

namespace atelier::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr sql::Query answer_later{"test/answer_later", "select 7 from pg_sleep($1)"};

/// Of the calling thread.
nanoseconds processor_time() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds{time.tv_sec} + nanoseconds{time.tv_nsec};
}

struct Waiter {
    TestDatabase database;
    Connection connection{database.service_url()};

    void ask(double seconds) {
        connection.prepare({answer_later});
        auto const parameters = std::array{parameter(std::to_string(seconds))};
        connection.send_prepared(answer_later, parameters);
    }
    void check_answer() {
        auto const rows = connection.receive();
        REQUIRE(rows.size() == 1);
        CHECK(rows.integer(0, 0) == 7);
    }
    /// Waits in vain for so long.
    nanoseconds processor_time_of_wait(nanoseconds timeout, Connection::Awake awake) {
        auto const begun = std::chrono::steady_clock::now();
        auto const used = processor_time();
        CHECK_FALSE(connection.has_answer_within(timeout, awake));
        CHECK(std::chrono::steady_clock::now() - begun >= timeout);
        return processor_time() - used;
    }
};

}  // namespace

TEST_CASE_FIXTURE(Waiter, "an answer is had whether who waits sleeps or is awake") {
    std::initializer_list<Connection::Awake> const all{{},         {0ms, 10s}, {5ms, 10ms},
                                                       {0ms, 5ms}, {10s, 20s}, {10ms, 5ms}};
    for (auto const& awake : all) {
        for (double const seconds : {0.0, 0.007, 0.03}) {
            CAPTURE(awake.from.count());
            CAPTURE(seconds);
            ask(seconds);
            CHECK(connection.has_answer_within(10s, awake));
            check_answer();
        }
    }
}

TEST_CASE_FIXTURE(Waiter, "who waits is awake as long as was said, and waits no longer than that") {
    ask(1.0);
    CHECK(processor_time_of_wait(0ns, {}) < 50ms);
    CHECK(processor_time_of_wait(200ms, {}) < 50ms);
    CHECK(processor_time_of_wait(200ms, {190ms, 200ms}) < 50ms);
    // Others go first, so that it may be little; asleep it would be less than a thousandth.
    CHECK(processor_time_of_wait(200ms, {0ms, 200ms}) > 2ms);
    // Awake beyond the end is awake to the end.
    CHECK(processor_time_of_wait(20ms, {0ms, 10s}) > 200us);
    CHECK(connection.has_answer_within(10s));
    check_answer();
}

}  // namespace atelier::test
