#include "projections/core/model_store.hpp"

#include <algorithm>

#include "eventstore/log/reader.hpp"
#include "projections/core/projector.hpp"
#include "schemas/sql.hpp"

namespace atelier::projections {

using namespace eventstore;

void create_tables(Connection& connection, Projection& model, std::string const& schema) {
    connection.execute("create schema " + schema);
    for (auto* table : model.tables())
        connection.execute(create_table_statement(table->shape(), schema));
}

void create_indexes(Connection& connection, Projection& model, std::string const& schema) {
    for (auto* table : model.tables()) {
        for (auto const& statement : create_index_statements(table->shape(), schema))
            connection.execute(statement);
    }
}

void ensure_model(Connection& connection, Projection& model) {
    std::string const schema{model.name()};
    if (connection.run(sql::projection_has_schema, schema).boolean(0, 0)) return;
    Transaction transaction{connection};
    connection.run(sql::projection_lock_models);
    if (!connection.run(sql::projection_has_schema, schema).boolean(0, 0)) {
        create_tables(connection, model, schema);
        create_indexes(connection, model, schema);
    }
    transaction.commit();
}

void ensure_checkpoints(Connection& connection, Projection const& model, int source_partitions,
                        bool is_kafka) {
    Transaction transaction{connection};
    connection.run(sql::projection_lock_models);
    auto const rows = connection.run(sql::projection_read_checkpoints);
    std::map<int, Position> present;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (rows.text(row, 0) == model.name())
            present[static_cast<int>(rows.integer(row, 1))] = rows.integer(row, 2);
    }
    // What all partitions of the old source have in common: from there on everything is folded
    // again, which rows that are further already ignore.
    Position start = 0;
    if (!present.empty()) {
        start =
            std::ranges::min_element(present, {}, [](auto const& p) { return p.second; })->second;
    }
    ArrayParameter kept{ArrayParameter::Element::int4};
    for (int i = 0; i < source_partitions; ++i) {
        auto const partition = is_kafka ? i : log_partition;
        kept.add(static_cast<std::int32_t>(partition));
        if (present.contains(partition)) continue;
        connection.run(sql::projection_add_checkpoint, model.name(), partition, start,
                       model.version());
    }
    connection.run(sql::projection_drop_other_partitions, model.name(), std::move(kept));
    transaction.commit();
}

RawEvent read_event(Connection& connection, Position position) {
    auto const events = read_forward(connection, position - 1, 1);
    if (events.empty())
        throw DatabaseError("the log has no event " + std::to_string(position), "", false);
    return events.front();
}

}  // namespace atelier::projections
