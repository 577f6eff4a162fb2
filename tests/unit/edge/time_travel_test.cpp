#include "api/core/time_travel.hpp"

#include <doctest/doctest.h>

#include <future>
#include <latch>

using namespace atelier;
using api::TimeTravel;

TEST_CASE("questions about the past beyond those that may wait are refused at once") {
    auto const master = crypto::MasterKey::from_text(std::string(64, 'a')).value();
    eventstore::KeyRing keys{master, "postgresql://nowhere"};
    TimeTravel travel{"postgresql://nowhere", keys};
    std::promise<void> release;
    auto const released = release.get_future().share();
    std::latch started{TimeTravel::at_once};
    for (int i = 0; i < TimeTravel::at_once; ++i) {
        REQUIRE(travel.post([&](eventstore::Connection&) {
            started.count_down();
            released.wait();
        }));
    }
    started.wait();
    for (std::size_t i = 0; i < TimeTravel::most_waiting; ++i)
        CHECK(travel.post([](eventstore::Connection&) {}));
    CHECK_FALSE(travel.post([](eventstore::Connection&) {}));
    release.set_value();
    travel.stop();
}
