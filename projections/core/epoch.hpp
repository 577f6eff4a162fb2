#pragma once

#include "eventstore/database/connection.hpp"
#include "projections/core/projection.hpp"

namespace atelier::projections {

/// Drops the read models when they are of another epoch than the log: it was restored from a
/// backup, and what they hold may never have happened. Who folds next begins at the log's start.
/// Whoever uses read models calls it first; by the service's role, whose they are. Blocking; throws
/// DatabaseError.
void forget_other_epoch(eventstore::Connection& connection, Projections const& models);

}  // namespace atelier::projections
