#pragma once

#include <string>

#include "eventstore/database/connection.hpp"
#include "projections/core/projection.hpp"

namespace atelier::projections {

/// Makes the read model's schema, tables and indexes if they are not there. What it makes is owned
/// by the service's role.
void ensure_model(eventstore::Connection& connection, Projection& model);

/// Makes the tables of a read model in a new schema, without indexes: quick to fill.
void create_tables(eventstore::Connection& connection, Projection& model,
                   std::string const& schema);
void create_indexes(eventstore::Connection& connection, Projection& model,
                    std::string const& schema);

/// Gives a read model its checkpoints for the partitions of its source, and drops those of another
/// source; what is in the read model already counts on.
void ensure_checkpoints(eventstore::Connection& connection, Projection const& model,
                        int source_partitions, bool is_kafka);

/// One event of the log.
eventstore::RawEvent read_event(eventstore::Connection& connection, eventstore::Position position);

}  // namespace atelier::projections
