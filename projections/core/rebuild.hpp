#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "projections/core/model_lease.hpp"
#include "projections/core/projection.hpp"

namespace atelier::projections {

struct RebuildProgress {
    eventstore::Position folded = 0;
    eventstore::Position head = 0;
    std::string step;  ///< what it is doing, in words
};

struct RebuildReport {
    eventstore::Position position = 0;  ///< the furthest one that the new read model has
    eventstore::Position resumed = 0;   ///< up to where an earlier run had come; 0: nowhere
    std::int64_t events = 0;
    std::int64_t rows = 0;
    double fold_seconds = 0;
    double index_seconds = 0;
    double tail_seconds = 0;
};

struct RebuildOptions {
    /// How much folding may be lost when the process is killed; saving takes at most a tenth of
    /// the time on top. 0: after each batch, whatever it takes.
    std::chrono::milliseconds save_every = std::chrono::seconds{30};
    /// Called often; what it throws ends the rebuild, which goes on from there next time.
    std::function<void(RebuildProgress const&)> progress = [](RebuildProgress const&) {};
};

/// Builds a read model anew from the log, beside the live one: folds in memory, loads by COPY into
/// a shadow schema, makes the indexes, follows the projector until level, and switches in one
/// transaction in which the projector waits. The new read model then has the very events that the
/// old one had, partition by partition: nothing that was said live is missing in it, and nothing
/// is in it that was not said. Readers and live clients notice nothing.
///
/// What is done is kept: a rebuild of the same read model and fold version goes on where one that
/// was killed had saved. `model` is a fresh instance. Blocking; throws DatabaseError, ModelBusy.
RebuildReport rebuild(std::string const& database_url, Projection& model,
                      RebuildOptions const& options = {});

struct RebuildEstimate {
    std::int64_t events = 0;   ///< that would be folded
    std::int64_t sampled = 0;  ///< that were, to see how long it takes
    double seconds = 0;
    eventstore::Position resumes_at = 0;  ///< what an earlier run has saved; 0: nothing
};

/// How long a rebuild would take: folds the beginning of the log into temporary tables, with their
/// indexes. Changes nothing. `model` is a fresh instance.
RebuildEstimate estimate_rebuild(std::string const& database_url, Projection& model);

}  // namespace atelier::projections
