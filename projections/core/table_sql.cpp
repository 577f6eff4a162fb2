#include "projections/core/table_sql.hpp"

namespace atelier::projections {
namespace {

std::string replaced(std::string_view pattern, std::string_view name) {
    std::string text;
    for (char c : pattern) {
        if (c == '$') {
            text += name;
        } else {
            text += c;
        }
    }
    return text;
}

template <class Make>
std::string joined(TableShape const& shape, std::size_t from, std::size_t to, char const* between,
                   Make make) {
    std::string text;
    for (auto i = from; i < to; ++i) {
        if (i > from) text += between;
        text += make(shape.columns[i]);
    }
    return text;
}

std::string names(TableShape const& shape, std::size_t count) {
    return joined(shape, 0, count, ", ", [](auto const& column) { return column.name; });
}

std::string array_type(ArrayParameter::Element element) {
    switch (element) {
        case ArrayParameter::Element::int4:
            return "int[]";
        case ArrayParameter::Element::int8:
            return "bigint[]";
        case ArrayParameter::Element::text:
            return "text[]";
        case ArrayParameter::Element::uuid:
            return "uuid[]";
        case ArrayParameter::Element::bytea:
            return "bytea[]";
        case ArrayParameter::Element::boolean:
            return "boolean[]";
        case ArrayParameter::Element::float8:
            return "float8[]";
        case ArrayParameter::Element::timestamptz:
            return "timestamptz[]";
        case ArrayParameter::Element::date:
            return "date[]";
        case ArrayParameter::Element::jsonb:
            return "jsonb[]";
    }
    return "text[]";
}

/// Not `from unnest($1, $2, …)`, which keeps each array's elements in a store of its own: 16 KiB
/// from the system and back to it for every column of every write.
std::string unnested(TableShape const& shape, std::size_t count) {
    std::string text = "(select ";
    for (std::size_t i = 0; i < count; ++i) {
        auto const& column = shape.columns[i];
        text += (i > 0 ? ", unnest($" : "unnest($") + std::to_string(i + 1) +
                "::" + array_type(column.type.element) + ") as " + column.name;
    }
    return text + ") as u";
}

std::string write_statement(TableShape const& shape, std::string const& schema) {
    auto const all = shape.columns.size();
    auto const values = joined(shape, 0, all, ", ", [](auto const& column) {
        return replaced(column.type.store, "u." + column.name);
    });
    auto text = "insert into " + schema + "." + shape.name + " (" + names(shape, all) +
                ") select " + values + " from " + unnested(shape, all);
    if (shape.is_append_only) return text;
    text += " on conflict (" + names(shape, shape.key_columns) + ") do ";
    if (shape.key_columns == all) return text + "nothing";
    return text + "update set " +
           joined(shape, shape.key_columns, all, ", ",
                  [](auto const& column) { return column.name + " = excluded." + column.name; });
}

std::string remove_statement(TableShape const& shape, std::string const& schema) {
    return "delete from " + schema + "." + shape.name + " t using " +
           unnested(shape, shape.key_columns) + " where " +
           joined(shape, 0, shape.key_columns, " and ",
                  [](auto const& column) { return "t." + column.name + " = u." + column.name; });
}

std::string select_statement(TableShape const& shape, std::string const& schema,
                             std::string const& by) {
    return "select " +
           joined(shape, 0, shape.columns.size(), ", ",
                  [](auto const& column) { return replaced(column.type.load, column.name); }) +
           " from " + schema + "." + shape.name + " where " + by;
}

std::string key_of(TableShape const& shape) { return shape.name + "_pkey"; }

std::string bucket_of(TableShape const& shape, int buckets) {
    auto const key = joined(shape, 0, shape.key_columns, " || ',' || ",
                            [](auto const& column) { return "t." + column.name + "::text"; });
    return "(hashtextextended(" + key + ", 0) & " + std::to_string(buckets - 1) + ")::int";
}

std::string load_statement(TableShape const& shape, std::string const& schema) {
    auto text = select_statement(shape, schema, shape.columns[0].name) + " = $1";
    if (shape.key_columns > 1) text += " and " + shape.columns[1].name + " = $2";
    return text;
}

void add_arrays(eventstore::Batch& batch, std::string name, std::string statement,
                std::vector<ArrayParameter> arrays) {
    std::vector<eventstore::Parameter> parameters;
    parameters.reserve(arrays.size());
    for (auto& array : arrays) parameters.push_back(array.take());
    batch.add_text(std::move(name), std::move(statement), std::move(parameters));
}

}  // namespace

std::string create_table_statement(TableShape const& shape, std::string const& schema) {
    return "create table " + schema + "." + shape.name + " (" +
           joined(shape, 0, shape.columns.size(), ", ",
                  [](auto const& column) {
                      return column.name + " " + column.type.type +
                             (column.optional ? "" : " not null");
                  }) +
           ")";
}

std::vector<std::string> create_index_statements(TableShape const& shape,
                                                 std::string const& schema) {
    auto const table = schema + "." + shape.name;
    std::vector<std::string> statements{"create unique index if not exists " + key_of(shape) +
                                        " on " + table + " (" + names(shape, shape.key_columns) +
                                        ")"};
    for (auto const& index : shape.indexes) {
        statements.push_back("create index if not exists " + shape.name + "_" +
                             std::to_string(statements.size()) + " on " + table + " " + index);
    }
    return statements;
}

std::string add_key_statement(TableShape const& shape, std::string const& schema) {
    return "alter table " + schema + "." + shape.name + " add primary key using index " +
           key_of(shape);
}

std::string select_all_statement(TableShape const& shape, std::string const& schema) {
    return select_statement(shape, schema, "true");
}

std::string bucket_sums_statement(TableShape const& shape, std::string const& schema, int buckets) {
    return "select " + bucket_of(shape, buckets) +
           " as bucket, count(*), sum(hashtextextended(t::text, 0)) from " + schema + "." +
           shape.name + " t group by bucket";
}

std::string bucket_rows_statement(TableShape const& shape, std::string const& schema, int buckets,
                                  std::span<int const> wanted) {
    std::string numbers;
    for (int bucket : wanted) numbers += (numbers.empty() ? "" : ", ") + std::to_string(bucket);
    return "select " +
           joined(shape, 0, shape.columns.size(), ", ",
                  [](auto const& column) { return "t." + column.name + "::text"; }) +
           " from " + schema + "." + shape.name + " t where " + bucket_of(shape, buckets) +
           " in (" + numbers + ")";
}

std::string copy_statement(TableShape const& shape, std::string const& schema, bool is_fresh) {
    return "copy " + schema + "." + shape.name + " (" + names(shape, shape.columns.size()) +
           ") from stdin with (format binary" + (is_fresh ? ", freeze)" : ")");
}

std::vector<ArrayParameter> make_arrays(TableShape const& shape) {
    std::vector<ArrayParameter> arrays;
    for (auto const& column : shape.columns) arrays.emplace_back(column.type.element);
    return arrays;
}

std::vector<ArrayParameter> make_key_arrays(TableShape const& shape) {
    std::vector<ArrayParameter> arrays;
    for (std::size_t i = 0; i < shape.key_columns; ++i)
        arrays.emplace_back(shape.columns[i].type.element);
    return arrays;
}

void add_write(eventstore::Batch& batch, TableShape const& shape, std::string const& schema,
               std::vector<ArrayParameter> columns) {
    add_arrays(batch, "write." + schema + "." + shape.name, write_statement(shape, schema),
               std::move(columns));
}

void add_remove(eventstore::Batch& batch, TableShape const& shape, std::string const& schema,
                std::vector<ArrayParameter> keys) {
    add_arrays(batch, "remove." + schema + "." + shape.name, remove_statement(shape, schema),
               std::move(keys));
}

void add_fetch(eventstore::Batch& batch, TableShape const& shape, std::string const& schema,
               ArrayParameter keys) {
    batch.add_text("fetch." + schema + "." + shape.name,
                   select_statement(shape, schema, shape.columns[0].name) + " = any($1::uuid[])",
                   {keys.take()});
}

eventstore::Rows run_load(eventstore::Connection& connection, TableShape const& shape,
                          std::string const& schema, Uuid const& first, Uuid const& second) {
    std::vector<eventstore::Parameter> keys{eventstore::parameter(first)};
    if (shape.key_columns > 1) keys.push_back(eventstore::parameter(second));
    return connection.run_text("load." + schema + "." + shape.name, load_statement(shape, schema),
                               keys);
}

eventstore::Rows run_load_all(eventstore::Connection& connection, TableShape const& shape,
                              std::string const& schema, std::string const& column,
                              Uuid const& value) {
    std::vector const values{eventstore::parameter(value)};
    return connection.run_text("load_all." + schema + "." + shape.name + "." + column,
                               select_statement(shape, schema, column) + " = $1", values);
}

}  // namespace atelier::projections
