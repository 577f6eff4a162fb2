#include "eventstore/source/log_source.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <ctime>
#include <latch>

#include "eventstore/log/reader.hpp"
#include "tests/integration/kafka/support.hpp"

namespace atelier::eventstore {
namespace {

using namespace test;

struct Fixture {
    TestDatabase database;
    LogSignal signal;
    LogWriter writer{database.service_url(), signal};
    LogSource source{database.service_url(), signal};
};

double cpu_seconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

}  // namespace

TEST_CASE("the log is read in order after the given position") {
    Fixture f;
    f.writer.append(30);
    CHECK(f.source.partitions() == 1);
    f.source.assign({{.partition = 0, .next_offset = -1, .position = 10}});
    auto const events = f.source.poll(15, patience(5s));
    REQUIRE(events.size() == 15);
    CHECK(events.front().event.position == 11);
    CHECK(events.front().offset == 11);
    CHECK(events.back().event.position == 25);
    CHECK(f.source.poll(15, patience(5s)).size() == 5);
    CHECK(f.source.poll(15, 10ms).empty());
}

TEST_CASE("appenders of several nodes at once are read whole and in order") {
    Fixture f;
    LogSignal elsewhere;
    LogWriter other{f.database.service_url(), elsewhere};
    std::thread here{[&] {
        for (int i = 0; i < 100; ++i) f.writer.append(5);
    }};
    std::thread there{[&] {
        for (int i = 0; i < 100; ++i) other.append(5);
    }};
    Reading reading{f.source};
    CHECK(reading.reaches(1000));
    here.join();
    there.join();
    CHECK(reading.is_whole());
    CHECK(reading.records() == 1000);
}

TEST_CASE("what comes from the signal is what the log has") {
    Fixture f;
    f.source.assign({{0}});
    CHECK(f.source.poll(10, 10ms).empty());
    f.writer.append(3);
    f.writer.append(2);
    auto const polled = f.source.poll(10, patience(5s));
    auto const kept = f.signal.newest_after(0, 10);
    REQUIRE(kept.has_value());
    Connection owner{f.database.owner_url()};
    auto const logged = read_forward(owner, 0, 10);
    REQUIRE(polled.size() == 5);
    REQUIRE(kept->size() == 5);
    REQUIRE(logged.size() == 5);
    for (std::size_t i = 0; i < logged.size(); ++i) {
        for (auto const& one : {(*kept)[i], polled[i].event}) {
            CHECK(one.position == logged[i].position);
            CHECK(one.id == logged[i].id);
            CHECK(one.stream == logged[i].stream);
            CHECK(one.version == logged[i].version);
            CHECK(one.type == logged[i].type);
            CHECK(one.schema_version == logged[i].schema_version);
            CHECK(one.workspace == logged[i].workspace);
            CHECK(one.data == logged[i].data);
            CHECK(one.metadata == logged[i].metadata);
            CHECK(one.recorded_at == logged[i].recorded_at);
        }
    }
}

TEST_CASE("what another node appends is found without a signal") {
    Fixture f;
    LogSignal elsewhere;
    LogWriter other{f.database.service_url(), elsewhere};
    f.source.assign({{0}});
    std::latch polling{1};
    std::thread writing{[&] {
        polling.wait();
        other.append(1);
    }};
    polling.count_down();
    CHECK(f.source.poll(10, patience(10s)).size() == 1);
    writing.join();
}

TEST_CASE("a wake ends a poll of the log") {
    Fixture f;
    f.source.assign({{0}});
    auto const begin = std::chrono::steady_clock::now();
    std::latch polling{1};
    std::thread waker{[&] {
        polling.wait();
        f.source.wake();
    }};
    polling.count_down();
    CHECK(f.source.poll(10, patience(60s)).empty());
    waker.join();
    f.source.assign({});
    f.source.wake();
    CHECK(f.source.poll(10, patience(60s)).empty());
    CHECK(std::chrono::steady_clock::now() - begin < patience(30s));
}

TEST_CASE("a log that is lost is a fault that can be retried, and reading goes on after it") {
    Fixture f;
    f.writer.append(3);
    f.source.assign({{0}});
    CHECK(f.source.poll(2, patience(5s)).size() == 2);
    Connection owner{f.database.owner_url()};
    owner.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() "
        "and usename = "
        "'atelier'");
    bool is_retryable = false;
    try {
        f.source.poll(2, 1s);
    } catch (SourceError const& error) {
        is_retryable = error.is_retryable();
    }
    REQUIRE(is_retryable);
    f.source.assign({{.partition = 0, .next_offset = -1, .position = 2}});
    CHECK(f.source.poll(2, patience(5s)).size() == 1);
}

TEST_CASE("a source that waits costs next to nothing") {
    Fixture f;
    f.source.assign({{0}});
    f.source.poll(10, 1100ms);
    // The least of a few: what a host takes away from a thread is counted as the thread's own.
    double least = 1;
    for (int i = 0; i < 5 && least >= 0.01; ++i) {
        auto const before = cpu_seconds();
        f.source.poll(10, 2s);
        least = std::min(least, (cpu_seconds() - before) / 2.0);
    }
    CHECK(least < 0.01);  // of a core
}

}  // namespace atelier::eventstore
