#include "tests/integration/projections/piled.hpp"

using namespace atelier;
using namespace atelier::test;

namespace {

/// What nodes and clients get of it.
std::vector<std::string> texts_of(Piled::Said const& said) {
    std::vector<std::string> texts;
    for (auto const& one : said)
        texts.push_back(one.topic + " " + std::to_string(one.position) + " " + one.body);
    return texts;
}

}  // namespace

TEST_CASE("batches in quick succession are told each, written together, and come to the same") {
    Piled piled;
    auto const said = piled.project(1, std::make_unique<RecordedLive>());
    CHECK(piled.playground.rows() == piled.rows);
    CHECK(texts_of(said) == texts_of(piled.said));
    auto const writes = piled.count_writes();
    MESSAGE(writes << " writes of " << piled.playground.head() << " batches");
    CHECK(2 * writes < piled.playground.head());
}

TEST_CASE("what waited behind a poisoned event of the same batch is taken in once") {
    Piled piled;
    eventstore::Connection owner{piled.playground.database.owner_url()};
    // Names in the activity are those of the time when an event is taken in, and so are labels that
    // were deleted meanwhile.
    auto const count_and_tasks = [&] {
        auto const found = owner.execute(
            "select (select count(*) from activity.entries), (select string_agg(concat_ws(' ', "
            "task_id, title, status, rank, assignees, is_deleted, version), E'\\n' order "
            "by task_id) from task.tasks)");
        return found.string(0, 0) + "\n" + found.string(0, 1);
    };
    piled.project(many, std::make_unique<RecordedLive>());
    auto const healthy = count_and_tasks();
    piled.forget();
    poison_streams(piled.playground);
    piled.project(few, std::make_unique<RecordedLive>());
    CHECK(!piled.list_parked().empty());
    CHECK(count_and_tasks() != healthy);
    heal_streams(piled.playground);
    owner.execute("update projection.parked set retry = true");
    Projecting again{piled.playground};
    CHECK(within(std::chrono::seconds{10}, [&] { return piled.list_parked().empty(); }));
    again.projector.stop();
    CHECK(count_and_tasks() == healthy);
}
