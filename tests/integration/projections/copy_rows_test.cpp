#include "projections/core/copy_rows.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "domain/project/events.hpp"
#include "projections/core/table.hpp"
#include "tests/support/database.hpp"

using namespace atelier;

namespace {

/// A column of each type that a row may have.
struct AnyRow {
    static constexpr auto table = "any_rows";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array<char const*, 0> indexes{};
    TaskId task_id;
    std::string text;
    std::int64_t number;
    bool is_set;
    Timestamp at;
    DateOrTime due;
    Date day;
    Rank rank;
    projections::Json json;
    projections::WholeJson whole;
    project::StatusCategory category;
    std::vector<UserId> people;
    std::optional<UserId> perhaps_id;
    std::optional<std::string> perhaps_text;
    std::optional<DateOrTime> perhaps_due;
    std::optional<projections::Json> perhaps_json;
    std::optional<std::vector<UserId>> perhaps_people;
};
BOOST_DESCRIBE_STRUCT(AnyRow, (),
                      (task_id, text, number, is_set, at, due, day, rank, json, whole, category,
                       people, perhaps_id, perhaps_text, perhaps_due, perhaps_json, perhaps_people))

template <class AnyId>
AnyId id(std::uint8_t number) {
    AnyId made;
    made.uuid.bytes.fill(number);
    return made;
}

std::vector<AnyRow> samples() {
    Timestamp const before_2000{-1};
    Timestamp const late{253'402'300'799'999};  // the end of the year 9999
    return {
        {id<TaskId>(1),
         "",
         std::numeric_limits<std::int64_t>::min(),
         false,
         before_2000,
         DateOrTime{Date{-1}},
         Date{-1},
         {"a"},
         {"null"},
         {""},
         project::StatusCategory::doing,
         {},
         {},
         {},
         {},
         {},
         {}},
        {id<TaskId>(255),
         "tab\t line\n \\N \"quoted\" ünï 漢字 🚢",
         std::numeric_limits<std::int64_t>::max(),
         true,
         late,
         DateOrTime{late},
         Date{2'932'896},
         {"Zz09"},
         {R"({"b": [1, 2.50, "\u0041\\"], "a": {}})"},
         {R"({"b": [1, 2.50, "\u0041\\"], "a": {}})"},
         project::StatusCategory::done,
         {id<UserId>(2), id<UserId>(0)},
         id<UserId>(3),
         "",
         DateOrTime{Date{0}},
         projections::Json{"[]"},
         std::vector<UserId>{}},
    };
}

/// What the table of the schema has.
std::string rows_in(eventstore::Connection& connection, std::string const& schema) {
    return connection
        .execute("select string_agg(t::text, E'\\\\n' order by t::text) from " + schema +
                 ".any_rows t")
        .string(0, 0);
}

}  // namespace

TEST_CASE("rows that are copied in are the ones that statements write") {
    test::TestDatabase database;
    eventstore::Connection connection{database.owner_url()};
    projections::TableOf<AnyRow> table;
    connection.execute("create schema written; create schema copied");
    for (auto const* schema : {"written", "copied"}) {
        connection.execute(projections::create_table_statement(table.shape(), schema));
        for (auto const& one : projections::create_index_statements(table.shape(), schema))
            connection.execute(one);
        connection.execute(projections::add_key_statement(table.shape(), schema));
    }

    table.attach(&connection, "written");
    for (auto& row : samples()) table.put(std::move(row));
    eventstore::Batch batch{connection};
    table.flush(batch);
    batch.run();

    table.discard();
    for (auto& row : samples()) table.put(std::move(row));
    projections::CopyRows rows;
    CHECK_FALSE(table.copy_changed(rows, 1 << 20));
    CHECK(rows.rows() == 2);
    connection.copy_in(projections::copy_statement(table.shape(), "copied"), rows.take());

    auto const written = rows_in(connection, "written");
    CHECK(written.find("漢字") != std::string::npos);
    CHECK(rows_in(connection, "copied") == written);
}

TEST_CASE("rows are given out in parts, none twice") {
    projections::TableOf<AnyRow> table;
    for (auto& row : samples()) table.put(std::move(row));
    projections::CopyRows rows;
    CHECK(table.copy_changed(rows, 20));
    CHECK(rows.rows() == 1);
    CHECK(!rows.take().empty());
    CHECK(rows.rows() == 0);
    CHECK_FALSE(table.copy_changed(rows, 1 << 20));
    CHECK(rows.rows() == 1);
}
