#include "tests/integration/live/live_support.hpp"

using namespace atelier;
using namespace atelier::test;

namespace {

constexpr std::size_t board_count = 30;

}  // namespace

TEST_CASE("after a switch of read models one topic after the other is compared") {
    LoadedBoards boards{board_count};
    boards.rename_projects();
    CHECK(boards.count_stale() == board_count);
    {
        Occupied const occupied{boards.pool};
        boards.tell_of_switch();
        CHECK(boards.pool.waiting() == 1);
        boards.tell_of_switch();
        CHECK(boards.pool.waiting() == 1);
    }
    CHECK(boards.become_level());
}

TEST_CASE("topics are compared in the end when the pool is full at a switch") {
    LoadedBoards boards{board_count};
    boards.rename_projects();
    {
        Occupied const occupied{boards.pool};
        while (boards.pool.post([](eventstore::Connection&) {})) continue;
        boards.tell_of_switch();
        CHECK(boards.count_stale() == board_count);
    }
    CHECK(boards.become_level());
}
