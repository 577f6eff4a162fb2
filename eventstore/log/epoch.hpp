#pragma once

#include <string>
#include <string_view>

#include "eventstore/database/connection.hpp"

namespace atelier::eventstore {

/// Between two restores of a log from a backup: within an epoch a position is given once. After a
/// restore the positions beyond the backup are given again, to other events. Whatever outlives the
/// process and names a position says its epoch too, and is checked against the log's.
struct LogEpoch {
    std::string id;        ///< a UUID; empty in tests that have no log
    bool is_first = true;  ///< the log was never restored; the id is the log's

    /// Whether something that says it is of epoch `said` belongs to this one. What says none is
    /// from before there were epochs, or a client that does not know of them.
    bool owns(std::string_view said) const { return said.empty() ? is_first : said == id; }
};

/// The log's present epoch. It stays the same while a service uses the database: a restore waits
/// for all of them to end. Blocking; throws DatabaseError.
LogEpoch read_epoch(Connection& connection);

}  // namespace atelier::eventstore
