#pragma once

#include <set>
#include <span>
#include <string>

#include "eventstore/database/connection.hpp"
#include "projections/core/projection.hpp"

namespace atelier::projections {

/// Makes the read model's schema, tables and indexes if they are not there. What it makes is owned
/// by the service's role.
void ensure_model(eventstore::Connection& connection, Projection& model);

/// Makes the tables of a read model in a schema that is there, without indexes: quick to fill.
void create_tables(eventstore::Connection& connection, Projection& model,
                   std::string const& schema);
/// Makes the indexes that are not there yet, on each connection one at a time. Only by one
/// connection in a transaction in which the tables were made.
void create_indexes(std::span<eventstore::Connection* const> connections, Projection& model,
                    std::string const& schema);

/// Reads every row of a table into its memory.
void load_rows(eventstore::Connection& connection, Table& table, std::string const& schema);
/// Reads the rows of these streams that are not in memory, in one round trip.
void fetch_rows(eventstore::Connection& connection, std::span<Table* const> tables,
                std::set<StreamId> const& streams);

/// Gives a read model its checkpoints for the partitions of its source, and drops those of another
/// source; what is in the read model already counts on, and so does the version that made it.
void ensure_checkpoints(eventstore::Connection& connection, Projection const& model,
                        int source_partitions, bool is_kafka);

/// One event of the log.
eventstore::RawEvent read_event(eventstore::Connection& connection, eventstore::Position position);

}  // namespace atelier::projections
