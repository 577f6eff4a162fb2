#pragma once

#include <string>
#include <vector>

#include "projections/core/projection.hpp"
#include "tools/atelier/config.hpp"

namespace atelier::tools {

struct RebuildRequest {
    std::vector<std::string> models;  ///< names of read models, or `all`
    bool dry_run = false;             ///< only say how long it would take
    double save_every_seconds = 30;   ///< how much folding is lost at most when it is killed
};

/// The read models that are named, all for `all`; throws CommandFailed for a name that is none's.
projections::Projections named_models(eventstore::KeyRing& keys,
                                      std::vector<std::string> const& names);

/// Rebuilds read models from the log while the service answers, and shows how it goes; returns the
/// exit code.
int run_rebuild(Config const& config, RebuildRequest const& request);

}  // namespace atelier::tools
