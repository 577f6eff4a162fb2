#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "eventstore/crypto/random.hpp"
#include "eventstore/log/appender.hpp"
#include "eventstore/log/reader.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/database.hpp"

/// What the tests of the log share: requests, answers to wait for, and the audit that every log
/// must pass.
namespace atelier::test {

using namespace eventstore;

inline Uuid new_uuid() {
    static crypto::UuidGenerator generator;
    return generator.next(crypto::system_now());
}

inline StreamId new_stream(StreamKind kind = StreamKind::task) { return {kind, new_uuid()}; }

/// An event for a stream that has `version` events; the caller guards it.
inline NewEvent event_after(StreamId stream, std::int64_t version) {
    return {EventId{new_uuid()}, stream, version + 1, {}, "TaskArchived", 1, "{}", "{}"};
}

/// One event for a stream that must have `version` events.
inline AppendRequest one_event(StreamId stream, std::int64_t version) {
    AppendRequest request;
    request.guards = {{stream, version}};
    request.events = {event_after(stream, version)};
    return request;
}

inline std::future<AppendOutcome> submit(Appender& appender, AppendRequest request) {
    auto promise = std::make_shared<std::promise<AppendOutcome>>();
    auto future = promise->get_future();
    appender.submit(std::move(request),
                    [promise](AppendOutcome outcome) { promise->set_value(std::move(outcome)); });
    return future;
}

inline AppendOutcome append(Appender& appender, AppendRequest request) {
    return submit(appender, std::move(request)).get();
}

template <class Outcome>
bool is(AppendOutcome const& outcome) {
    return std::holds_alternative<Outcome>(outcome);
}

inline std::int64_t count(Connection& connection, std::string const& from) {
    return connection.execute("select count(*) from " + from).integer(0, 0);
}

/// Keeps every append waiting inside the database until it is released.
class HeldLog {
public:
    explicit HeldLog(std::string const& owner_url) : connection_(owner_url) {
        connection_.execute("begin");
        connection_.execute("select position from log.head for update");
    }
    void release() { connection_.execute("rollback"); }

    /// Waits until so many appends wait for the log in the database.
    void wait_for(Connection& watcher, std::int64_t waiting) {
        REQUIRE(comes_true([&] { return count(watcher, waiting_appends()) == waiting; }));
    }
    static std::string waiting_appends() {
        return "pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' "
               "and "
               "query like '%log.append%' and pid <> pg_backend_pid()";
    }

private:
    Connection connection_;
};

/// Everything that must hold of any log, whatever happened to it.
inline void audit(Connection& owner) {
    auto const events = owner.execute(
        "select count(*), coalesce(min(position), 1), coalesce(max(position), 0), "
        "count(distinct event_id) from log.events");
    auto const total = events.integer(0, 0);
    CHECK(events.integer(0, 1) == 1);
    CHECK(events.integer(0, 2) == total);
    CHECK(events.integer(0, 3) == total);
    CHECK(read_head(owner) == total);
    CHECK(count(owner,
                "(select e.hash <> log.chain_hash(coalesce(lag(e.hash) over (order by e.position), "
                "sha256('')), e) as broken from log.events e) x where broken") == 0);
    CHECK(count(owner,
                "log.head h where h.hash <> coalesce((select hash from log.events order by "
                "position desc "
                "limit 1), sha256(''))") == 0);
    CHECK(count(owner,
                "(select recorded_at < lag(recorded_at) over (order by position) as back from "
                "log.events) x "
                "where back") == 0);
    CHECK(
        count(
            owner,
            "(select version <> row_number() over (partition by stream order by position) as wrong "
            "from log.events) x where wrong") == 0);
    CHECK(
        count(
            owner,
            "(select stream, max(version) as version from log.events group by stream) e "
            "full join log.streams s using (stream) where e.version is distinct from s.version") ==
        0);
}

}  // namespace atelier::test
