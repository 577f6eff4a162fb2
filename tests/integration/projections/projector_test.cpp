#include <algorithm>

#include "schemas/codec/json.hpp"
#include "tests/integration/projections/projection_support.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/patience.hpp"

using namespace atelier;
using namespace atelier::test;

namespace {

using namespace std::chrono_literals;

/// Asks again and again; each question is a round trip to the database.
std::int64_t number_in(std::string const& json, char const* member) {
    return codec::Document::parse(json)->root().member(member)->as_int64().value();
}

/// For each topic: the deltas' positions rise, and each names the one before it.
void check_chains(std::vector<eventstore::LiveMessage> const& said) {
    std::map<std::string, eventstore::Position> last;
    for (auto const& message : said) {
        CHECK(number_in(message.body, "previous") == last[message.topic]);
        CHECK(message.position > last[message.topic]);
        last[message.topic] = message.position;
    }
}

/// The log, with something that happens in the first poll, which waits until that is said.
class Hurried final : public eventstore::EventSource {
public:
    explicit Hurried(std::string url) : log_(std::move(url), signal_) {}

    int partitions() override { return log_.partitions(); }
    void assign(std::vector<eventstore::Resume> places) override { log_.assign(std::move(places)); }
    std::vector<eventstore::SourcedEvent> poll(std::size_t limit,
                                               std::chrono::milliseconds timeout) override {
        if (!std::exchange(is_polled_, true)) first_poll.get_future().get()();
        return log_.poll(limit, timeout);
    }
    void wake() override { log_.wake(); }

    std::promise<std::function<void()>> first_poll;

private:
    eventstore::LogSignal signal_;
    eventstore::LogSource log_;
    bool is_polled_ = false;
};

}  // namespace

TEST_CASE(
    "the projector follows the log, and each topic's deltas follow each other without a gap") {
    Followed followed_log{150, 1};
    auto& [playground, projecting] = followed_log;
    projecting.projector.stop();
    check_chains(projecting.live.said);
    auto const rows = playground.rows();
    CHECK(std::ranges::count(rows.at("board.cards"), '\n') + 1 ==
          static_cast<long>(playground.tasks.size()));
    CHECK(!rows.at("activity.entries").empty());
    CHECK(rows.at("directory.users").find("mara@example.org") != std::string::npos);
}

TEST_CASE(
    "a projector that is stopped and started again at any point ends with the same rows and the "
    "same deltas") {
    Playground playground;
    std::vector<eventstore::LiveMessage> said;
    for (unsigned part = 0; part < 4; ++part) {
        Projecting projecting{playground};
        playground.play(40, part);
        if (part == 3) REQUIRE(projecting.reaches(playground.head()));
        projecting.projector.stop();
        std::ranges::move(projecting.live.said, std::back_inserter(said));
    }
    check_chains(said);
    auto const in_parts = playground.rows();
    playground.forget_rows();
    Projecting at_once{playground};
    REQUIRE(at_once.reaches(playground.head()));
    at_once.projector.stop();
    CHECK(playground.rows() == in_parts);
    REQUIRE(at_once.live.said.size() == said.size());
    for (std::size_t i = 0; i < said.size(); ++i) CHECK(at_once.live.said[i].body == said[i].body);
}

TEST_CASE("who takes over has nodes compare what they hold, after what was left to say") {
    Playground playground;
    playground.play(30, 7);
    for (int start = 0; start < 2; ++start) {
        Projecting projecting{playground};
        REQUIRE(projecting.reaches(playground.head()));
        auto const& before = projecting.live.said_before_notice;
        REQUIRE(comes_true([&] { return before >= 0; }));
        if (start == 0) CHECK(before > 0);
    }
}

TEST_CASE(
    "who takes over has nodes compare not before that, also if somebody waits for rows just then") {
    Playground playground;
    playground.play(30, 7);
    auto source = std::make_unique<Hurried>(playground.database.service_url());
    auto& first_poll = source->first_poll;
    Projecting projecting{playground, std::move(source)};
    first_poll.set_value(
        [&] { projections::Watermarks::Haste const haste{projecting.watermarks}; });
    auto const& before = projecting.live.said_before_notice;
    REQUIRE(comes_true([&] { return before >= 0; }));
    CHECK(before > 0);
}

TEST_CASE("every event twice is as good as once") {
    Playground playground;
    {
        Projecting projecting{playground};
        playground.play(80, 7);
        REQUIRE(projecting.reaches(playground.head()));
    }
    auto const once = playground.rows();
    eventstore::Connection owner{playground.database.owner_url()};
    // As after a change of the source: everything is read again into rows that have it already.
    owner.execute("update projection.checkpoints set position = 0");
    Projecting again{playground};
    REQUIRE(again.reaches(playground.head()));
    again.projector.stop();
    CHECK(playground.rows() == once);
    CHECK_MESSAGE(again.live.said.empty(), "nothing that was said before is said again");
}

TEST_CASE(
    "of two projectors one owns the log, and the other takes over when its connection is cut") {
    Playground playground;
    Projecting first{playground};
    playground.play(20, 3);
    REQUIRE(first.reaches(playground.head()));
    Projecting second{playground};
    eventstore::Connection owner{playground.database.owner_url()};
    for (int cut = 0; cut < 3; ++cut) {
        owner.execute(
            "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and pid <> "
            "pg_backend_pid() and database = (select oid from pg_database where datname = "
            "current_database())");
        playground.play(20, 10u + static_cast<unsigned>(cut));
        REQUIRE(second.reaches(playground.head()));
    }
    first.projector.stop();
    second.projector.stop();
    auto const live = playground.rows();
    owner.execute("update projection.checkpoints set position = 0");
    Projecting again{playground};
    REQUIRE(again.reaches(playground.head()));
    CHECK(playground.rows() == live);
}

TEST_CASE("a poisoned event parks its stream, later events of it wait behind, all else goes on") {
    Playground playground;
    Projecting projecting{playground};
    playground.play(30, 5);
    auto const poisoned = stream_of(playground.tasks.front());
    eventstore::Connection owner{playground.database.owner_url()};
    auto const unreadable = playground.append_unreadable(playground.tasks.front());
    playground.play(30, 6);
    REQUIRE(projecting.reaches(playground.head()));
    auto const parked =
        owner.execute("select name, position, reason from projection.parked where stream = '" +
                      to_text(poisoned) + "' order by name, position");
    CHECK(parked.size() >= 5);
    CHECK(parked.string(0, 2).find("version 99") != std::string::npos);
    auto const others = owner.execute("select count(*) from projection.parked where stream <> '" +
                                      to_text(poisoned) + "'");
    CHECK(others.integer(0, 0) == 0);

    // A program that can read it comes, which here is an event that can be read; then a person
    // says so.
    eventstore::Connection admin{playground.database.owner_url()};
    admin.execute("set session_replication_role = replica");
    admin.execute(
        "update log.events set type = 'TaskArchived', schema_version = 1 where position = " +
        std::to_string(unreadable));
    owner.execute("update projection.parked set retry = true");
    CHECK_MESSAGE(
        within(10s,
               [&] {
                   return owner.execute("select count(*) from projection.parked").integer(0, 0) ==
                          0;
               }),
        "what was parked is taken in");
    projecting.projector.stop();
    auto const followed = playground.rows();
    owner.execute("update projection.checkpoints set position = 0");
    Projecting again{playground};
    REQUIRE(again.reaches(playground.head()));
    CHECK(playground.rows() == followed);
}
