#include <cstdio>
#include <sstream>

#include "tests/integration/log/log_support.hpp"
#include "tests/integration/log/writers.hpp"

namespace atelier::test {
namespace {

/// A writing node in a process of its own; what it printed is read at the end.
class WriterProcess {
public:
    WriterProcess(std::string const& url, int seed)
        : output_(popen(("'" ATELIER_LOG_WRITER "' '" + url + "' " + std::to_string(seed)).c_str(),
                        "r")) {
        REQUIRE(output_ != nullptr);
    }

    WriterCounts wait() {
        std::string text;
        char buffer[256];
        while (std::fgets(buffer, sizeof buffer, output_)) text += buffer;
        CHECK(pclose(output_) == 0);
        WriterCounts counts;
        std::istringstream{text} >> counts.events >> counts.conflicts >> counts.failures;
        return counts;
    }

private:
    std::FILE* output_;
};

/// Follows the log as a projector does. What it has seen is final: nothing may come to light below
/// or between.
class Follower {
public:
    explicit Follower(std::string const& url) : connection_(url) {}

    void run(std::atomic<bool> const& written) {
        bool last_round = false;
        while (!last_round) {
            last_round = written;
            auto const head = read_head(connection_);
            auto const before = seen_;
            for (auto events = read(); !events.empty(); events = read()) follow(events);
            // What the head says is there can be read at once.
            if (seen_ < head) ++surprises_;
            rounds_ += seen_ > before;
        }
    }
    Position seen() const { return seen_; }
    int surprises() const { return surprises_; }
    int rounds() const { return rounds_; }

private:
    std::vector<RawEvent> read() { return read_forward(connection_, seen_, 500); }
    void follow(std::vector<RawEvent> const& events) {
        for (auto const& event : events) {
            if (event.position != seen_ + 1) ++surprises_;
            seen_ = event.position;
        }
    }

    Connection connection_;
    Position seen_ = 0;
    int surprises_ = 0;
    int rounds_ = 0;
};

}  // namespace

TEST_CASE("64 writers in two processes: positions have no gaps and stand in the order of commits") {
    TestDatabase database;
    std::atomic<bool> written = false;
    Follower follower{database.service_url()};
    WriterProcess one{database.service_url(), 1};
    WriterProcess other{database.service_url(), 2};
    std::thread following{[&] { follower.run(written); }};
    auto const first = one.wait();
    auto const second = other.wait();
    written = true;
    following.join();

    CHECK(first.failures + second.failures == 0);
    CHECK(first.conflicts > 0);
    CHECK(second.conflicts > 0);
    CHECK(first.events >= 32 * 40);
    Connection owner{database.owner_url()};
    CHECK(read_head(owner) == first.events + second.events);
    audit(owner);
    CHECK(follower.seen() == first.events + second.events);
    CHECK(follower.surprises() == 0);
    CHECK(follower.rounds() > 10);
    MESSAGE((first.events + second.events)
            << " events, " << (first.conflicts + second.conflicts) << " conflicts, seen in "
            << follower.rounds() << " rounds");
}

TEST_CASE("a change to any stored event, its removal, or another order breaks the chain") {
    TestDatabase database;
    LogSignal signal;
    Appender appender{database.service_url(), signal};
    auto const stream = new_stream();
    for (int version = 0; version < 3; ++version)
        REQUIRE(is<Appended>(append(appender, one_event(stream, version))));
    appender.stop();
    Connection owner{database.owner_url()};
    auto const breaks = [&owner] {
        return count(
            owner,
            "(select e.hash <> log.chain_hash(coalesce(lag(e.hash) over (order by e.position), "
            "sha256('')), e) as broken from log.events e) x where broken");
    };
    CHECK(breaks() == 0);
    owner.execute("alter table log.events disable trigger user");
    owner.execute("begin");
    for (auto const* const tampering :
         {"update log.events set data = '{\"x\":1}' where position = 2",
          "update log.events set metadata = '{\"actor\":null}' where position = 2",
          "update log.events set recorded_at = recorded_at + interval '1 ms' where position = 2",
          "update log.events set workspace_id = gen_random_uuid() where position = 2",
          "update log.events set type = 'TaskDeleted' where position = 2",
          "delete from log.events where position = 2",
          "update log.events set event_id = (select event_id from log.events where position = 3) "
          "where position = 2"}) {
        owner.execute("savepoint before");
        owner.execute(tampering);
        CAPTURE(tampering);
        CHECK(breaks() > 0);
        owner.execute("rollback to before");
    }
    owner.execute("rollback");
}

}  // namespace atelier::test
