#pragma once

#include <string>

#include "eventstore/database/connection.hpp"

namespace atelier::eventstore {

struct MigrationReport {
    int from = 0;  ///< version before; 0: an empty database
    int to = 0;
};

/// Brings the database up to this program's version, as the tables' owner. Repeatable; a second run
/// at the same time waits for the first. Throws DatabaseError, also when the database is newer than
/// this program.
MigrationReport migrate(Connection& owner);

/// Nothing when the database is exactly of this program's version; else a sentence that says what
/// to do.
std::string migration_problem(Connection& connection);

}  // namespace atelier::eventstore
