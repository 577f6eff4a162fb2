#include "tools/atelier/open_database.hpp"

#include <doctest/doctest.h>

#include "eventstore/database/connection.hpp"
#include "tests/support/database.hpp"
#include "tools/atelier/exit_code.hpp"

using namespace atelier;
using namespace atelier::test;
using namespace atelier::tools;

namespace {

Config config_of(TestDatabase const& database, char digit) {
    Config config;
    config.database_url = database.service_url();
    if (digit != '\0') {
        config.master_key = crypto::MasterKey::from_text(std::string(64, digit)).value();
    }
    return config;
}

/// The exit code and the message of an opening that fails.
std::pair<int, std::string> failure_of(Config const& config, DatabaseNeeds needs = {}) {
    try {
        open_database(config, needs);
    } catch (CommandFailed const& failed) {
        return {static_cast<int>(failed.code()), failed.what()};
    }
    return {0, ""};
}

}  // namespace

TEST_CASE("A database keeps the master key that it was first used with") {
    TestDatabase const database;
    auto const first = open_database(config_of(database, 'a'));
    CHECK(first.service_url == database.service_url());
    CHECK(first.cluster == nullptr);
    CHECK(failure_of(config_of(database, 'a')).first == 0);
    auto const [code, message] = failure_of(config_of(database, 'b'));
    CHECK(code == 1);
    CHECK(message.find("not the master key of this database") != std::string::npos);
    CHECK(message.find(first.key().fingerprint()) != std::string::npos);
}

TEST_CASE("A database of one's own needs the master key said, unless nothing personal is read") {
    TestDatabase const database;
    auto const [code, message] = failure_of(config_of(database, '\0'));
    CHECK(code == 2);
    CHECK(message.find("ATELIER_MASTER_KEY") != std::string::npos);
    CHECK(failure_of(config_of(database, '\0'), {.may_create = false, .master_key = false}).first ==
          0);
}

TEST_CASE("A database that was not migrated is refused with what to do") {
    TestDatabase const database;
    eventstore::Connection owner{database.owner_url()};
    owner.execute("delete from migration.applied where version > 1");
    auto const [code, message] = failure_of(config_of(database, 'a'));
    CHECK(code == 1);
    CHECK(message.find("atelier migrate") != std::string::npos);
}

TEST_CASE("A database that is away is a fault that may pass") {
    Config config;
    config.database_url = "postgresql://atelier@127.0.0.1:1/atelier";
    CHECK_THROWS_AS(open_database(config), eventstore::DatabaseError);
}

TEST_CASE("No embedded database is made where one only wants to read") {
    Config config;
    config.data_folder = "/nonexistent/atelier";
    auto const [code, message] = failure_of(config);
    CHECK(code == 4);
    CHECK(message.find("/nonexistent/atelier") != std::string::npos);
}
