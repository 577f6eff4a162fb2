#pragma once

#include <functional>
#include <string>

#include "projections/core/projection.hpp"

namespace atelier::projections {

/// Whoever answers from the read models calls it first. Those of another epoch than the log's are
/// dropped; each that is not there is built from the log, or waited for where another process
/// builds it: once this returns, every read model has what the log had when it was called, or is
/// at least as far as its projector. One of an older version is left as it is.
///
/// `models` are fresh instances. `check` is called often; what it throws ends it, and the next call
/// goes on from there. Blocking; throws DatabaseError.
void make_ready(std::string const& database_url, Projections const& models,
                std::function<void()> const& check);

}  // namespace atelier::projections
