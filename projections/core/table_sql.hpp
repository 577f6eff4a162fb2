#pragma once

#include <boost/describe.hpp>
#include <boost/mp11/algorithm.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/database/connection.hpp"
#include "projections/core/column.hpp"

namespace atelier::projections {

/// Of tables that go with the session.
constexpr auto temporary_schema = "pg_temp";

/// What the statements for a table are made of.
struct TableShape {
    struct OneColumn {
        std::string name;
        ColumnType type;
        bool optional;
    };
    std::string name;
    std::vector<OneColumn> columns;
    std::size_t key_columns = 1;
    bool is_append_only = false;       ///< keyed by the event: written once, never looked up
    std::vector<std::string> indexes;  ///< what stands in the parentheses of CREATE INDEX
};

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

/// The key is the position of an event: such a row is written once, and never looked up.
template <class Row>
constexpr bool is_keyed_by_event = std::is_same_v<
    std::remove_cvref_t<decltype(std::declval<Row>().*
                                 boost::mp11::mp_front<boost::describe::describe_members<
                                     Row, boost::describe::mod_public>>::pointer)>,
    std::int64_t>;

template <class Row>
TableShape const& table_shape() {
    static TableShape const shape = [] {
        TableShape made;
        made.name = Row::table;
        made.key_columns = Row::key_members;
        made.is_append_only = is_keyed_by_event<Row>;
        for (auto const* index : Row::indexes) made.indexes.emplace_back(index);
        using Members = boost::describe::describe_members<Row, boost::describe::mod_public>;
        boost::mp11::mp_for_each<Members>([&](auto member) {
            using Value = std::remove_cvref_t<decltype(std::declval<Row>().*member.pointer)>;
            made.columns.push_back({member.name, Column<Value>::type, IsOptional<Value>::value});
        });
        return made;
    }();
    return shape;
}

// These statements follow from a row's description and exist for every table, so they are made and
// not written down in schemas/queries (docs/adr/0004). `schema` is the read model's name, or that
// of its shadow.
std::string create_table_statement(TableShape const& shape, std::string const& schema);
/// The primary key's index and the others, unless they are there; may run beside each other.
std::vector<std::string> create_index_statements(TableShape const& shape,
                                                 std::string const& schema);
/// Makes the primary key of its index.
std::string add_key_statement(TableShape const& shape, std::string const& schema);
/// Every row, as `Table::take_fetched` reads it.
std::string select_all_statement(TableShape const& shape, std::string const& schema);
/// Of each bucket of rows (by their keys): its number, how many rows, what their hashes add up to.
std::string bucket_sums_statement(TableShape const& shape, std::string const& schema, int buckets);
/// The rows of these buckets, each column as text.
std::string bucket_rows_statement(TableShape const& shape, std::string const& schema, int buckets,
                                  std::span<int const> wanted);
/// For what `CopyRows` gives. is_fresh: the transaction has made or emptied the table.
std::string copy_statement(TableShape const& shape, std::string const& schema,
                           bool is_fresh = false);

std::vector<ArrayParameter> make_arrays(TableShape const& shape);
std::vector<ArrayParameter> make_key_arrays(TableShape const& shape);
/// Inserts rows, or replaces them where they may be there.
void add_write(eventstore::Batch& batch, TableShape const& shape, std::string const& schema,
               std::vector<ArrayParameter> columns);
void add_remove(eventstore::Batch& batch, TableShape const& shape, std::string const& schema,
                std::vector<ArrayParameter> keys);
/// The rows of many keys at once; of tables with one key column.
void add_fetch(eventstore::Batch& batch, TableShape const& shape, std::string const& schema,
               ArrayParameter keys);
eventstore::Rows run_load(eventstore::Connection& connection, TableShape const& shape,
                          std::string const& schema, Uuid const& first, Uuid const& second);
/// Every row whose column (of ids) has the value.
eventstore::Rows run_load_all(eventstore::Connection& connection, TableShape const& shape,
                              std::string const& schema, std::string const& column,
                              Uuid const& value);

}  // namespace atelier::projections
