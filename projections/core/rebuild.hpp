#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "projections/core/model_lease.hpp"
#include "projections/core/projection.hpp"

namespace atelier::projections {

struct RebuildProgress {
    std::string_view model;  ///< the read model's name
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
    /// Called often, from one thread at a time; what it throws ends the rebuild of that read model,
    /// which goes on from there next time.
    std::function<void(RebuildProgress const&)> progress = [](RebuildProgress const&) {};
    /// Called likewise when a read model is done.
    std::function<void(Projection const&, RebuildReport const&)> done = [](Projection const&,
                                                                           RebuildReport const&) {};
};

/// Builds read models anew from the log, which is read once for all of them. Each is built on a
/// thread of its own beside the live one: folds in memory, loads by COPY into a shadow schema,
/// makes the indexes, follows the projector until level, and switches in one transaction in which
/// the projector waits. The new read model then has the very events that the old one had, partition
/// by partition: nothing that was said live is missing in it, and nothing is in it that was not
/// said. Readers and live clients notice nothing.
///
/// What is done is kept: a rebuild of the same read model and fold version goes on where one that
/// was killed had saved. `models` are fresh instances. One that fails does not keep the others;
/// what the first of those has thrown is thrown in the end. Blocking; throws DatabaseError,
/// ModelBusy.
void rebuild(std::string const& database_url, std::vector<Projection*> const& models,
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
