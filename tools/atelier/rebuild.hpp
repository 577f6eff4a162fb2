#pragma once

#include <string>
#include <vector>

#include "tools/atelier/config.hpp"

namespace atelier::tools {

struct RebuildRequest {
    std::vector<std::string> models;  ///< names of read models, or `all`
};

/// Rebuilds read models from the log while the service answers, and shows how it goes; returns the
/// exit code.
int run_rebuild(Config const& config, RebuildRequest const& request);

}  // namespace atelier::tools
