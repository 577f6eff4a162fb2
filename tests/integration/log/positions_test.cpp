#include "tests/integration/log/log_support.hpp"

namespace atelier::test {
namespace {

/// A log whose events were recorded an hour from each other.
struct HourlyLog {
    static constexpr int length = 5;
    static constexpr std::int64_t hour = 3'600'000;
    static constexpr Timestamp first{1'795'262'400'000};

    HourlyLog() {
        for (int i = 0; i < length; ++i)
            REQUIRE(is<Appended>(append(appender, one_event(new_stream(), 0))));
        owner.execute("alter table log.events disable trigger user");
        owner.execute("update log.events set recorded_at = to_timestamp(" +
                      std::to_string(first.milliseconds / 1000) +
                      ") + (position - 1) * interval '1 hour'");
    }

    Position at(std::int64_t milliseconds) { return find_position(owner, {milliseconds}).position; }

    TestDatabase database;
    LogSignal signal;
    Appender appender{database.service_url(), signal};
    Connection owner{database.owner_url()};
};

}  // namespace

TEST_CASE("a position is found by the instant when it was recorded") {
    HourlyLog log;
    CHECK(log.at(log.first.milliseconds - 1) == 0);
    for (int i = 0; i < log.length; ++i) {
        auto const recorded = log.first.milliseconds + i * log.hour;
        CHECK(log.at(recorded) == i + 1);
        CHECK(log.at(recorded + log.hour - 1) == i + 1);
    }
    auto const now = crypto::system_now().milliseconds;
    CHECK(find_position(log.owner, {now + log.hour}).is_future);
    CHECK_FALSE(find_position(log.owner, {now - log.hour}).is_future);
}

TEST_CASE("an empty log was at position 0 at every instant") {
    TestDatabase const database;
    Connection connection{database.service_url()};
    CHECK(find_position(connection, crypto::system_now()).position == 0);
}

TEST_CASE("looking for an instant in a log that lacks an event says what to do") {
    HourlyLog log;
    log.owner.execute("delete from log.events where position = 3");
    CHECK_THROWS_WITH_AS(log.at(log.first.milliseconds),
                         "an event of the log is missing: run `atelier verify log`",
                         eventstore::DatabaseError);
}

}  // namespace atelier::test
