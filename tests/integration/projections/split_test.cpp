#include "schemas/sql.hpp"
#include "tests/integration/projections/projection_support.hpp"
#include "tests/support/comes_true.hpp"

using namespace atelier;
using namespace atelier::test;

namespace {

constexpr int of_people = 0;
constexpr int of_workspaces = 1;

/// The log in two partitions, of which the second is read.
class OfWorkspaces final : public eventstore::EventSource {
public:
    explicit OfWorkspaces(std::string url) : log_(std::move(url), signal_) {}

    int partitions() override { return 2; }
    void assign(std::vector<eventstore::Resume> places) override {
        REQUIRE(places.size() == 1);
        REQUIRE(places.front().partition == of_workspaces);
        log_.assign({{0, -1, places.front().position}});
    }
    std::vector<eventstore::SourcedEvent> poll(std::size_t limit,
                                               std::chrono::milliseconds timeout) override {
        auto events = log_.poll(limit, timeout);
        std::erase_if(events, [](auto const& one) { return one.event.workspace.is_nil(); });
        for (auto& one : events) one.partition = of_workspaces;
        return events;
    }
    void wake() override { log_.wake(); }

private:
    eventstore::LogSignal signal_;
    eventstore::LogSource log_;
};

/// Another projector has the people's partition.
struct Split {
    Playground playground;
    eventstore::Connection other{playground.database.owner_url()};
    RecordedLive live;
    projections::Watermarks watermarks{playground.database.service_url()};
    projections::Projector projector{
        {playground.database.service_url(), true},
        std::make_unique<OfWorkspaces>(playground.database.service_url()),
        live,
        projections::make_projections(playground.engine().keys),
        watermarks};

    Split() {
        REQUIRE(other.run(sql::projection_try_lease, "atelier.projector", of_people).boolean(0, 0));
        projector.start();
        REQUIRE(comes_true([this] {
            return other.execute("select to_regclass('activity.people')::text").text(0, 0) != "";
        }));
    }
    /// As the other projector writes it.
    void name(std::string const& name) {
        other.execute("insert into activity.people (user_id, name) values ('" +
                      to_text(playground.user) + "', '" + name +
                      "') on conflict (user_id) do update set name = excluded.name");
    }
    /// Until an event that happens now is written.
    void take_in() {
        playground.run(commands::CreateTask{
            playground.project, playground.fresh_id<TaskId>(), {"Paint"}, {}, {}, {}, {}, {}, {}});
        auto const written = "select coalesce(max(position), 0) from activity.entries";
        auto const head = playground.head();
        REQUIRE(comes_true([&] { return other.execute(written).integer(0, 0) == head; }));
    }
};

}  // namespace

TEST_CASE("a name that another projector has written stands in what is told after it") {
    Split split;
    split.name("Olga");
    split.take_in();
    split.name("Ines");
    split.take_in();
    split.projector.stop();
    std::vector<std::string> named;
    for (auto const& message : split.live.said) {
        if (message.topic != projections::activity_topic(split.playground.workspace)) continue;
        named.push_back(message.body.find("Ines") != std::string::npos   ? "Ines"
                        : message.body.find("Olga") != std::string::npos ? "Olga"
                                                                         : "?");
    }
    REQUIRE(named.size() >= 2);
    CHECK(named.back() == "Ines");
    CHECK(named[named.size() - 2] == "Olga");
}
