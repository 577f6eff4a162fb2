#include <algorithm>
#include <functional>

#include "eventstore/source/source_error.hpp"
#include "tests/integration/projections/projection_support.hpp"

using namespace atelier;
using namespace atelier::test;

namespace {

constexpr std::size_t few = 50;    // events that are no backlog, however old
constexpr std::size_t many = 100;  // as few as may be one

/// Gives no more than that many events at once.
class InSlices final : public eventstore::EventSource {
public:
    InSlices(std::string url, std::size_t size) : log_(std::move(url), signal_), size_(size) {}

    int partitions() override { return log_.partitions(); }
    void assign(std::vector<eventstore::Resume> places) override { log_.assign(std::move(places)); }
    std::vector<eventstore::SourcedEvent> poll(std::size_t limit,
                                               std::chrono::milliseconds timeout) override {
        return log_.poll(std::min(limit, size_), timeout);
    }
    void wake() override { log_.wake(); }

private:
    eventstore::LogSignal signal_;  // of a process that has not appended anything
    eventstore::LogSource log_;
    std::size_t size_;
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

/// Events of an hour ago, and the rows that they come to a few at a time.
struct Piled {
    explicit Piled(std::function<void(Playground&)> const& half_way = [](Playground&) {}) {
        playground.play(400, 11);
        half_way(playground);
        playground.play(400, 12);
        eventstore::Connection admin{playground.database.owner_url()};
        admin.execute("set session_replication_role = replica");
        admin.execute("update log.events set recorded_at = recorded_at - interval '1 hour'");
        project(few, std::make_unique<RecordedLive>());
        rows = playground.rows();
        parked = list_parked();
        playground.forget_rows();
        eventstore::Connection owner{playground.database.owner_url()};
        owner.execute("delete from projection.parked");
    }

    /// Until the projector is level.
    void project(std::size_t slice, std::unique_ptr<RecordedLive> sender) {
        auto const& url = playground.database.service_url();
        Projecting projecting{playground, std::make_unique<InSlices>(url, slice),
                              std::move(sender)};
        REQUIRE(projecting.reaches(playground.head()));
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
    std::map<std::string, std::string> rows;
    std::string parked;
};

}  // namespace

TEST_CASE("a backlog that is folded while it is written comes to the same rows") {
    Piled piled;
    piled.project(many, std::make_unique<RecordedLive>());
    CHECK(piled.playground.rows() == piled.rows);
}

TEST_CASE("whatever a write fails by while the next batch is folded, it is done again") {
    Piled piled;
    eventstore::Connection owner{piled.playground.database.owner_url()};
    auto sender = std::make_unique<Interrupted>();
    int faults = 0;
    auto const fail = [&] {
        ++faults;
        throw eventstore::SourceError("the broker is away", true);
    };
    auto const cut = [&] {
        ++faults;
        owner.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = "
            "current_database() and pid <> pg_backend_pid()");
    };
    auto const fence = [&] {
        ++faults;
        owner.execute("update projection.checkpoints set epoch = epoch + 1");
    };
    sender->at_finish = {{2, fail}, {4, fail}, {8, cut}};
    sender->at_begin = {{6, fence}, {11, cut}, {12, fence}};
    piled.project(many, std::move(sender));
    CHECK(faults == 6);
    CHECK(piled.playground.rows() == piled.rows);
}

TEST_CASE("a poisoned event in a backlog parks what it parks otherwise") {
    Piled piled{[](Playground& playground) {
        for (std::size_t i = 0; i < 3; ++i) playground.append_unreadable(playground.tasks.at(i));
    }};
    REQUIRE(!piled.parked.empty());
    piled.project(many, std::make_unique<RecordedLive>());
    CHECK(piled.list_parked() == piled.parked);
    CHECK(piled.playground.rows() == piled.rows);
}
