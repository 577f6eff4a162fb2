#include "eventstore/publish/window.hpp"

#include <doctest/doctest.h>

namespace atelier::eventstore {

TEST_CASE("what is confirmed out of order counts when all before it is confirmed") {
    Window window{10};
    auto const first = window.add(11);
    auto const second = window.add(12);
    auto const third = window.add(13);
    CHECK(window.size() == 3);
    window.confirm(third);
    window.confirm(second);
    CHECK(window.confirmed() == 10);
    window.confirm(first);
    CHECK(window.confirmed() == 13);
    CHECK(window.size() == 0);
    window.confirm(window.add(20));
    CHECK(window.confirmed() == 20);
}

TEST_CASE("nothing at or behind a failure is ever confirmed, and the first failure is kept") {
    Window window{0};
    window.add(1);
    auto const second = window.add(2);
    window.fail("too large");
    window.fail("purged");
    window.confirm(second);
    CHECK(window.confirmed() == 0);
    CHECK(window.failure() == "too large");
}

TEST_CASE("waiting for room ends with a failure or the time") {
    Window window{0};
    window.add(1);
    window.wait_for_size(0, std::chrono::milliseconds{1});
    CHECK(window.size() == 1);
    window.fail("broken");
    window.wait_for_size(0, std::chrono::hours{1});
}

}  // namespace atelier::eventstore
