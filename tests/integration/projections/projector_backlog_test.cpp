#include "tests/integration/projections/piled.hpp"

using namespace atelier;
using namespace atelier::test;

TEST_CASE("a backlog that is folded while it is written comes to the same rows") {
    Piled piled;
    piled.project(many, std::make_unique<RecordedLive>());
    CHECK(piled.playground.rows() == piled.rows);
}

TEST_CASE("whatever a write fails by while the next batch is folded, it is done again") {
    Piled piled;
    Faults faults{piled.playground.database.owner_url()};
    auto sender = std::make_unique<Interrupted>();
    sender->at_finish = {{2, faults.fail()}, {4, faults.fail()}, {8, faults.cut()}};
    sender->at_begin = {{6, faults.fence()}, {11, faults.cut()}, {12, faults.fence()}};
    piled.project(many, std::move(sender));
    CHECK(faults.count == 6);
    CHECK(piled.playground.rows() == piled.rows);
}

TEST_CASE("a poisoned event in a backlog parks what it parks otherwise") {
    Piled piled{poison_streams};
    REQUIRE(!piled.parked.empty());
    piled.project(many, std::make_unique<RecordedLive>());
    CHECK(piled.list_parked() == piled.parked);
    CHECK(piled.playground.rows() == piled.rows);
}
