#pragma once

#include <algorithm>
#include <functional>

#include "eventstore/source/source_error.hpp"
#include "tests/integration/projections/projection_support.hpp"

namespace atelier::test {

inline constexpr std::size_t few = 50;    ///< events that are no backlog, however old
inline constexpr std::size_t many = 100;  ///< as few as may be one

/// Gives no more than that many events at once; if it is patient, when those before are written.
class InSlices final : public eventstore::EventSource {
public:
    InSlices(std::string url, std::size_t size, bool is_patient)
        : reader_(url), log_(std::move(url), signal_), size_(size), is_patient_(is_patient) {}

    int partitions() override { return log_.partitions(); }
    void assign(std::vector<eventstore::Resume> places) override {
        given_ = 0;
        log_.assign(std::move(places));
    }
    std::vector<eventstore::SourcedEvent> poll(std::size_t limit,
                                               std::chrono::milliseconds timeout) override {
        if (is_patient_ && !is_written()) return {};
        auto events = log_.poll(std::min(limit, size_), timeout);
        if (!events.empty()) given_ = events.back().event.position;
        return events;
    }
    void wake() override { log_.wake(); }

private:
    bool is_written() {
        auto const rows = reader_.execute("select min(position) from projection.checkpoints");
        return rows.is_null(0, 0) || rows.integer(0, 0) >= given_;
    }

    eventstore::Connection reader_;
    eventstore::LogSignal signal_;  // of a process that has not appended anything
    eventstore::LogSource log_;
    std::size_t size_;
    bool is_patient_;
    eventstore::Position given_ = 0;
};

/// Does something when a batch is said, and when that has to have arrived: at the call of that
/// number.
class Interrupted final : public RecordedLive {
public:
    std::map<int, std::function<void()>> at_begin;
    std::map<int, std::function<void()>> at_finish;

    void begin(std::vector<eventstore::LiveMessage> messages) override {
        RecordedLive::begin(std::move(messages));
        call(at_begin, ++begun_);
    }
    void finish() override {
        RecordedLive::finish();
        call(at_finish, ++finished_);
    }

private:
    static void call(std::map<int, std::function<void()>> const& what, int number) {
        if (auto const found = what.find(number); found != what.end()) found->second();
    }
    int begun_ = 0;
    int finished_ = 0;
};

/// Events of an hour ago, and what they come to a few at a time, each few written by themselves.
struct Piled {
    using Said = std::vector<eventstore::LiveMessage>;

    explicit Piled(std::function<void(Playground&)> const& prepare = [](Playground&) {}) {
        playground.play(800, 11);
        eventstore::Connection admin{playground.database.owner_url()};
        admin.execute("set session_replication_role = replica");
        admin.execute("update log.events set recorded_at = recorded_at - interval '1 hour'");
        prepare(playground);
        said = project(few, std::make_unique<RecordedLive>(), true);
        rows = playground.rows();
        parked = list_parked();
        forget();
    }

    /// Nothing is left of the read models.
    void forget() {
        playground.forget_rows();
        eventstore::Connection owner{playground.database.owner_url()};
        owner.execute("delete from projection.parked");
    }

    /// Until the projector is level; what it said.
    Said project(std::size_t slice, std::unique_ptr<RecordedLive> sender, bool is_patient = false) {
        auto const& url = playground.database.service_url();
        Projecting projecting{playground, std::make_unique<InSlices>(url, slice, is_patient),
                              std::move(sender)};
        REQUIRE(projecting.reaches(playground.head()));
        projecting.projector.stop();
        return projecting.live.said;
    }

    /// Each transaction that wrote rows left some of them, since those of the activity stay as they
    /// are.
    std::int64_t count_writes() {
        eventstore::Connection owner{playground.database.owner_url()};
        return owner.execute("select count(distinct xmin::text) from activity.entries")
            .integer(0, 0);
    }

    std::string list_parked() {
        eventstore::Connection owner{playground.database.owner_url()};
        return owner
            .execute(
                "select coalesce(string_agg(concat_ws(' ', name, stream, position, reason), E'\\n' "
                "order by name, position), '') from projection.parked")
            .string(0, 0);
    }

    Playground playground;
    Said said;
    std::map<std::string, std::string> rows;
    std::string parked;
};

/// A fault at each of these places, and how many there were.
struct Faults {
    explicit Faults(std::string const& owner_url) : owner(owner_url) {}

    std::function<void()> fail() {
        return [this] {
            ++count;
            throw eventstore::SourceError("the broker is away", true);
        };
    }
    std::function<void()> cut() {
        return [this] {
            ++count;
            owner.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = "
                "current_database() and pid <> pg_backend_pid()");
        };
    }
    std::function<void()> fence() {
        return [this] {
            ++count;
            owner.execute("update projection.checkpoints set epoch = epoch + 1");
        };
    }

    eventstore::Connection owner;
    int count = 0;
};

/// The second event of each of the first three tasks that have more cannot be read any more.
inline void poison_streams(Playground& playground) {
    eventstore::Connection admin{playground.database.owner_url()};
    admin.execute("set session_replication_role = replica");
    admin.execute(
        "update log.events set schema_version = schema_version + 1000 where version = 2 and stream "
        "in (select stream from log.events where stream like 'task-%' and version = 4 order by "
        "position limit 3)");
}
inline void heal_streams(Playground& playground) {
    eventstore::Connection admin{playground.database.owner_url()};
    admin.execute("set session_replication_role = replica");
    admin.execute(
        "update log.events set schema_version = schema_version - 1000 where schema_version > 1000");
}

}  // namespace atelier::test
