#include <libpq-fe.h>

#include <set>

#include "projections/core/model_store.hpp"
#include "tests/integration/log/log_support.hpp"

namespace atelier::test {
namespace {

void make_read_models(std::string const& url) {
    KeyRing keys{crypto::MasterKey::from_text(std::string(64, '7')).value(), url};
    Connection connection{url};
    for (auto const& model : projections::make_projections(keys)) {
        projections::ensure_model(connection, *model);
    }
}

std::string first_line(std::string const& text) { return text.substr(0, text.find('\n')); }

}  // namespace

TEST_CASE(
    "every query of the program can be prepared in a migrated database, by the role that runs it") {
    TestDatabase database;
    make_read_models(database.service_url());
    auto const connect = [](std::string const& url) {
        return std::unique_ptr<PGconn, decltype(&PQfinish)>{PQconnectdb(url.c_str()), &PQfinish};
    };
    auto const service = connect(database.service_url());
    auto const owner = connect(database.owner_url());
    REQUIRE(PQstatus(service.get()) == CONNECTION_OK);
    for (auto const* query : sql::queries()) {
        CAPTURE(std::string{query->name});
        bool const of_owner = std::string_view{query->name}.starts_with("migration.");
        auto* const connection = of_owner ? owner.get() : service.get();
        std::unique_ptr<PGresult, decltype(&PQclear)> const result{
            PQprepare(connection, query->name, query->text, 0, nullptr), &PQclear};
        CHECK_MESSAGE(PQresultStatus(result.get()) == PGRES_COMMAND_OK,
                      PQresultErrorMessage(result.get()));
    }
}

TEST_CASE("every query has a name of its own and says in its first line what it is for") {
    std::set<std::string> names;
    for (auto const* query : sql::queries()) {
        CAPTURE(std::string{query->name});
        CHECK(names.insert(query->name).second);
        CHECK(first_line(query->text).starts_with("-- "));
        CHECK(first_line(query->text).size() > 10);
    }
    CHECK(names.size() > 20);
}

}  // namespace atelier::test
