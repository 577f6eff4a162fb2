#include "projections/core/model_store.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <future>

#include "eventstore/log/reader.hpp"
#include "projections/core/projector.hpp"
#include "schemas/sql.hpp"

namespace atelier::projections {

using namespace eventstore;

void create_tables(Connection& connection, Projection& model, std::string const& schema) {
    for (auto* table : model.tables())
        connection.execute(create_table_statement(table->shape(), schema));
}

void create_indexes(std::span<Connection* const> connections, Projection& model,
                    std::string const& schema) {
    std::vector<std::string> statements;
    for (auto* table : model.tables())
        std::ranges::move(create_index_statements(table->shape(), schema),
                          std::back_inserter(statements));
    std::atomic<std::size_t> next = 0;
    auto const take_turns = [&](Connection& connection) {
        for (auto i = next++; i < statements.size(); i = next++) connection.execute(statements[i]);
    };
    std::vector<std::future<void>> others;
    for (auto* other : connections.subspan(1))
        others.push_back(std::async(std::launch::async, take_turns, std::ref(*other)));
    take_turns(*connections.front());
    for (auto& other : others) other.get();
    for (auto* table : model.tables()) {
        auto const& shape = table->shape();
        if (!connections.front()
                 ->run(sql::projection_has_primary_key, schema, shape.name)
                 .boolean(0, 0))
            connections.front()->execute(add_key_statement(shape, schema));
    }
}

void load_rows(Connection& connection, Table& table, std::string const& schema) {
    Transaction const transaction{connection};
    connection.execute("declare every_row no scroll cursor for " +
                       select_all_statement(table.shape(), schema));
    while (true) {
        auto const rows = connection.execute("fetch 20000 from every_row");
        if (rows.empty()) return;
        table.take_fetched(rows);
    }
}

void fetch_rows(Connection& connection, std::span<Table* const> tables,
                std::set<StreamId> const& streams) {
    std::vector<StreamId> const asked_for{streams.begin(), streams.end()};
    Batch batch{connection};
    std::vector<Table*> asked;
    for (auto* table : tables) {
        if (table->fetch(asked_for, batch)) asked.push_back(table);
    }
    auto const answers = batch.run();
    for (std::size_t i = 0; i < asked.size(); ++i) asked[i]->take_fetched(answers[i]);
}

void ensure_model(Connection& connection, Projection& model) {
    std::string const schema{model.name()};
    if (connection.run(sql::projection_has_schema, schema).boolean(0, 0)) return;
    Transaction transaction{connection};
    connection.run(sql::projection_lock_models);
    if (!connection.run(sql::projection_has_schema, schema).boolean(0, 0)) {
        connection.execute("create schema " + schema);
        create_tables(connection, model, schema);
        create_indexes(std::array{&connection}, model, schema);
    }
    transaction.commit();
}

void ensure_checkpoints(Connection& connection, Projection const& model, int source_partitions,
                        bool is_kafka) {
    Transaction transaction{connection};
    connection.run(sql::projection_lock_models);
    auto const rows = connection.run(sql::projection_read_checkpoints);
    std::map<int, Position> present;
    std::int64_t version = model.version();
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (rows.text(row, 0) != model.name()) continue;
        present[static_cast<int>(rows.integer(row, 1))] = rows.integer(row, 2);
        version = rows.integer(row, 4);
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
        connection.run(sql::projection_add_checkpoint, model.name(), partition, start, version);
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
