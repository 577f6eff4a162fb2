#include "eventstore/database/migrate.hpp"

#include "tests/integration/log/log_support.hpp"

namespace atelier::test {
namespace {

/// A database that nothing has been done to.
class EmptyDatabase {
public:
    EmptyDatabase() : admin_(required_environment("ATELIER_TEST_DATABASE")) {
        admin_.execute("create database " + name_);
    }
    ~EmptyDatabase() { admin_.execute("drop database if exists " + name_ + " with (force)"); }
    EmptyDatabase(EmptyDatabase const&) = delete;

    std::string url(std::string const& role = "") const {
        auto url = DatabaseUrl::from_text(admin_.url());
        url.database = name_;
        if (!role.empty()) url.role = role;
        return url.text();
    }

private:
    Connection admin_;
    std::string name_ = "atelier_test_" + random_digits(16);
};

int newest() { return sql::migrations().back().version; }

std::string refusal(Connection& connection) {
    try {
        migrate(connection);
        return "none";
    } catch (DatabaseError const& error) {
        return error.state() + " " + error.what();
    }
}

}  // namespace

TEST_CASE("an empty database is brought to the newest version, and again is nothing to do") {
    EmptyDatabase database;
    Connection owner{database.url()};
    CHECK(migration_problem(owner).find("version 0") != std::string::npos);
    CHECK(migration_problem(owner).find("atelier migrate") != std::string::npos);
    auto const first = migrate(owner);
    CHECK(first.from == 0);
    CHECK(first.to == newest());
    auto const again = migrate(owner);
    CHECK(again.from == newest());
    CHECK(again.to == newest());
    CHECK(migration_problem(owner) == "");
    CHECK(count(owner, "migration.applied") == static_cast<std::int64_t>(sql::migrations().size()));
    audit(owner);
}

TEST_CASE("migrations are numbered 1, 2, 3, …") {
    int expected = 0;
    for (auto const& migration : sql::migrations()) CHECK(migration.version == ++expected);
}

TEST_CASE("of two migrations at once one does the work and the other waits for it") {
    EmptyDatabase database;
    std::vector<std::future<MigrationReport>> runs;
    for (int i = 0; i < 4; ++i) {
        runs.push_back(std::async(std::launch::async, [&database] {
            Connection owner{database.url()};
            return migrate(owner);
        }));
    }
    int worked = 0;
    for (auto& run : runs) {
        auto const report = run.get();
        CHECK(report.to == newest());
        worked += report.from == 0;
    }
    CHECK(worked == 1);
    Connection owner{database.url()};
    CHECK(count(owner, "migration.applied") == static_cast<std::int64_t>(sql::migrations().size()));
}

TEST_CASE("a migration waits while another one is under way") {
    EmptyDatabase database;
    Connection other{database.url()};
    other.execute("begin");
    other.run(sql::migration_lock);
    auto run = std::async(std::launch::async, [&database] {
        Connection owner{database.url()};
        return migrate(owner);
    });
    Connection watcher{database.url()};
    CHECK(comes_true([&] {
        return count(
                   watcher,
                   "pg_locks where locktype = 'advisory' and not granted and "
                   "database = (select oid from pg_database where datname = current_database())") ==
               1;
    }));
    CHECK(run.wait_for(std::chrono::seconds{0}) == std::future_status::timeout);
    other.execute("rollback");
    CHECK(run.get().to == newest());
}

TEST_CASE("a database newer than this program is refused, and left as it is") {
    TestDatabase database;
    Connection owner{database.owner_url()};
    owner.execute("insert into migration.applied (version, name) values (9999, 'from the future')");
    auto const said = refusal(owner);
    CHECK(said.find("version 9999, this program knows " + std::to_string(newest())) !=
          std::string::npos);
    CHECK(said.find("run a newer atelier") != std::string::npos);
    CHECK(migration_problem(owner).find("run a newer atelier") != std::string::npos);
    CHECK(owner.run(sql::migration_read_version).integer(0, 0) == 9999);
    // The connection is not left inside the transaction that failed.
    CHECK(owner.execute("select 1").integer(0, 0) == 1);
}

TEST_CASE("a migration that fails leaves nothing behind") {
    EmptyDatabase database;
    Connection owner{database.url()};
    owner.execute("create schema projection");
    CHECK(refusal(owner).starts_with("42P06"));
    CHECK(count(owner, "pg_namespace where nspname in ('log', 'migration')") == 0);
    owner.execute("drop schema projection");
    CHECK(migrate(owner).to == newest());
}

TEST_CASE("the service's role cannot migrate, neither an empty database nor a migrated one") {
    EmptyDatabase empty;
    {
        Connection owner{empty.url()};
    }
    Connection stranger{empty.url("atelier")};
    CHECK(refusal(stranger).starts_with("42501"));
    TestDatabase migrated;
    Connection service{migrated.service_url()};
    CHECK(refusal(service).starts_with("42501"));
    CHECK(migration_problem(service) == "");
}

}  // namespace atelier::test
