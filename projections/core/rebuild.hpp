#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "projections/core/projection.hpp"

namespace atelier::projections {

struct RebuildProgress {
    eventstore::Position folded = 0;
    eventstore::Position head = 0;
    std::string step;  ///< what it is doing, in words
};

struct RebuildReport {
    eventstore::Position position =
        0;  ///< up to which the new read model was built when it was switched to
    std::int64_t events = 0;
    std::int64_t rows = 0;
    double fold_seconds = 0;
    double index_seconds = 0;
    double tail_seconds = 0;
};

/// Another process rebuilds the same read model.
class RebuildRunning : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Builds a read model anew from the log, beside the live one: folds everything up to the head in
/// memory, loads it by COPY into a shadow schema, makes the indexes, follows the log until level,
/// and switches in one transaction in which the projector waits. Readers and live clients notice
/// nothing; nothing live is said. `model` is a fresh instance. Blocking; throws DatabaseError, and
/// RebuildRunning.
RebuildReport rebuild(std::string const& database_url, Projection& model,
                      std::function<void(RebuildProgress const&)> const& progress);

}  // namespace atelier::projections
