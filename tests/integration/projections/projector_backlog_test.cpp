#include "tests/integration/projections/piled.hpp"

using namespace atelier;
using namespace atelier::test;

TEST_CASE("a backlog that is folded while it is written comes to the same rows") {
    Piled piled;
    piled.project(many, std::make_unique<RecordedLive>());
    CHECK(piled.playground.rows() == piled.rows);
}

TEST_CASE("whatever fails while batches are gathered or written, they are done again, once") {
    Piled piled;
    for (auto const slice : {many, few}) {
        CAPTURE(slice);
        Faults faults{piled.playground.database.owner_url()};
        auto sender = std::make_unique<Interrupted>();
        sender->at_finish = {{2, faults.fail()}, {4, faults.fail()}, {8, faults.cut()}};
        sender->at_begin = {{6, faults.fence()}, {11, faults.cut()}, {12, faults.fence()}};
        piled.project(slice, std::move(sender));
        CHECK(faults.count == 6);
        CHECK(piled.playground.rows() == piled.rows);
        piled.forget();
    }
}

TEST_CASE("all that comes after a poisoned event in its stream waits, what is before it is kept") {
    Piled piled{poison_streams};
    eventstore::Connection owner{piled.playground.database.owner_url()};
    auto const behind = owner.execute(
        "select count(*) from log.events e where exists (select from log.events p where "
        "p.schema_version > 1000 and p.stream = e.stream and p.position <= e.position)");
    REQUIRE(!piled.parked.empty());
    for (auto const slice : {many, few}) {
        CAPTURE(slice);
        piled.project(slice, std::make_unique<RecordedLive>());
        CHECK(piled.list_parked() == piled.parked);
        CHECK(piled.playground.rows() == piled.rows);
        auto const parked =
            owner.execute("select count(*) from projection.parked where name = 'activity'");
        CHECK(parked.integer(0, 0) == behind.integer(0, 0));
        piled.forget();
    }
}
