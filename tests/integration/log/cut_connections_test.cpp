#include <atomic>
#include <set>

#include "tests/integration/log/log_support.hpp"

namespace atelier::test {
namespace {

constexpr int cuts = 60;
constexpr int writers = 8;

/// Appends one event after the other to a stream of its own until told to stop.
struct Writer {
    StreamId stream = new_stream();
    std::vector<EventId> acknowledged;
    std::vector<EventId> tried;
    std::string failure;

    void run(Appender& appender, std::atomic<int>& appended, std::atomic<bool> const& enough) {
        for (std::int64_t version = 0; !enough; ++version) {
            auto request = one_event(stream, version);
            tried.push_back(request.events.front().id);
            auto const outcome = append(appender, std::move(request));
            if (!is<Appended>(outcome)) {
                failure = "outcome " + std::to_string(outcome.index()) + " at version " +
                          std::to_string(version);
                return;
            }
            acknowledged.push_back(tried.back());
            ++appended;
        }
    }
};

}  // namespace

TEST_CASE(
    "while backends are terminated all the time nothing is lost and nothing is written twice") {
    TestDatabase database;
    LogSignal signal;
    Appender appender{database.service_url(), signal, std::chrono::seconds{60}};
    std::atomic<int> appended = 0;
    std::atomic<bool> enough = false;
    std::vector<Writer> all(writers);
    std::vector<std::thread> threads;
    for (auto& writer : all) threads.emplace_back([&] { writer.run(appender, appended, enough); });

    Connection owner{database.owner_url()};
    int terminated = 0;
    while (terminated < cuts) {
        auto const before = appended.load();
        auto const rows = owner.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = "
            "'atelier' and "
            "usename = 'atelier' and datname = current_database() and state = 'active'");
        if (rows.empty()) continue;
        terminated += static_cast<int>(rows.size());
        // The appender has come back before it is hit again, at a moment of its own.
        if (!comes_true([&] { return appended > before + terminated % 7; })) break;
    }
    enough = true;
    for (auto& thread : threads) thread.join();

    CHECK(terminated >= cuts);
    std::size_t acknowledged = 0;
    for (auto const& writer : all) {
        CHECK(writer.failure == "");
        acknowledged += writer.acknowledged.size();
        std::set<EventId> stored;
        for (auto const& event : read_streams(owner, {{writer.stream, 0}}))
            CHECK(stored.insert(event.id).second);
        for (auto const& id : writer.acknowledged) CHECK(stored.contains(id));
    }
    CHECK(read_head(owner) == static_cast<Position>(acknowledged));
    audit(owner);
    MESSAGE(acknowledged << " appends while " << terminated << " backends were terminated");
}

}  // namespace atelier::test
