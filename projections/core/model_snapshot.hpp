#pragma once

#include "eventstore/database/connection.hpp"
#include "schemas/sql.hpp"

namespace atelier::projections {

/// Several statements that see one state of the read models. A snapshot alone would not do: names
/// are looked up anew for each statement, so after a rebuild's switch an old snapshot would look at
/// new tables. While one is open no rebuild switches, so it must be short.
class ModelSnapshot {
public:
    explicit ModelSnapshot(eventstore::Connection& connection)
        : transaction_(connection, eventstore::Transaction::Kind::snapshot) {
        connection.run(sql::projection_hold_switches);
    }
    /// Begins with the batch, which must still be empty.
    ModelSnapshot(eventstore::Connection& connection, eventstore::Batch& batch)
        : transaction_(connection, batch, eventstore::Transaction::Kind::snapshot) {
        batch.add(sql::projection_hold_switches);
    }

private:
    eventstore::Transaction transaction_;
};

}  // namespace atelier::projections
