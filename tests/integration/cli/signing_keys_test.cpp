#include "api/auth/signing_keys.hpp"

#include <doctest/doctest.h>

#include "eventstore/database/connection.hpp"
#include "tests/support/database.hpp"

using namespace atelier;
using namespace atelier::test;

namespace {

constexpr std::int64_t day = 86'400'000;
constexpr Timestamp noon{1'795'262'400'000};

Timestamp after(std::int64_t milliseconds) { return {noon.milliseconds + milliseconds}; }

}  // namespace

TEST_CASE("A rotated key is kept as long as its tokens may live, and forgotten after that") {
    TestDatabase const database;
    eventstore::Connection connection{database.service_url()};
    auto const master = crypto::MasterKey::from_text(std::string(64, 'a')).value();
    CHECK(api::load_signing_keys(connection, master).size() == 1);
    auto const second = api::rotate_signing_keys(connection, master, noon);
    auto const third = api::rotate_signing_keys(connection, master, after(1'000));
    CHECK(api::load_signing_keys(connection, master).size() == 3);
    auto const fourth = api::rotate_signing_keys(connection, master, after(2 * day));
    auto const kept = api::load_signing_keys(connection, master);
    REQUIRE(kept.size() == 2);
    CHECK(kept[0].made_at == third.made_at);
    CHECK(kept[1].made_at == fourth.made_at);
    CHECK(second.made_at == noon);
}
