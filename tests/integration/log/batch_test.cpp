#include "tests/integration/log/log_support.hpp"

namespace atelier::test {
namespace {

std::string one_text(std::vector<Rows> const& answers, std::size_t statement) {
    return answers.at(statement).string(0, 0);
}

}  // namespace

TEST_CASE("a batch answers each statement in its order, and the connection goes on") {
    TestDatabase database;
    Connection connection{database.service_url()};
    Batch batch{connection};
    batch.add_text("test.upper", "select upper($1::text)", {parameter("a")});
    batch.add_text("test.upper", "select upper($1::text)", {parameter("b")});
    batch.add_text("", "select 'plain'", {});
    auto const answers = batch.run();
    REQUIRE(answers.size() == 3);
    CHECK(one_text(answers, 0) == "A");
    CHECK(one_text(answers, 1) == "B");
    CHECK(one_text(answers, 2) == "plain");
    CHECK(batch.empty());
    CHECK(connection.execute("select 7").integer(0, 0) == 7);
}

TEST_CASE("a refused statement of a batch is what it throws, and none after it is run") {
    TestDatabase database;
    Connection connection{database.service_url()};
    connection.execute("create temporary table seen (n int)");
    Batch batch{connection};
    {
        Transaction transaction{connection, batch};
        batch.add_text("test.see", "insert into seen values ($1::int)", {parameter(1)});
        batch.add_text("test.divide", "select 1 / $1::int", {parameter(0)});
        batch.add_text("test.see", "insert into seen values ($1::int)", {parameter(2)});
        try {
            batch.run();
            FAIL("a division by zero was answered");
        } catch (DatabaseError const& error) {
            CHECK(error.state() == "22012");
            CHECK_FALSE(error.is_retryable());
        }
    }
    CHECK(connection.execute("select count(*) from seen").integer(0, 0) == 0);
}

TEST_CASE("a batch on a connection that was cut says that it is lost, and the next one works") {
    TestDatabase database;
    Connection connection{database.service_url()};
    Connection killer{required_environment("ATELIER_TEST_DATABASE")};
    killer.execute("select pg_terminate_backend(" + std::to_string(connection.backend_pid()) + ")");
    Batch cut{connection};
    cut.add_text("test.one", "select 1", {});
    try {
        cut.run();
        FAIL("a cut connection answered");
    } catch (DatabaseError const& error) {
        CHECK(error.is_retryable());
    }
    connection.disconnect();
    Batch batch{connection};
    batch.add_text("test.one", "select 1", {});
    CHECK(one_text(batch.run(), 0) == "1");
}

TEST_CASE("a batch larger than every buffer on the way comes through") {
    TestDatabase database;
    Connection connection{database.service_url()};
    std::string const large(1 << 20, 'x');
    Batch batch{connection};
    for (int i = 0; i < 20; ++i)
        batch.add_text("test.echo", "select $1::text || 'y'", {parameter(large)});
    auto const answers = batch.run();
    REQUIRE(answers.size() == 20);
    for (auto const& answer : answers) CHECK(answer.text(0, 0).size() == large.size() + 1);
}

}  // namespace atelier::test
