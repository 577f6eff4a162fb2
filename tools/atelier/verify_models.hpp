#pragma once

#include <string>
#include <vector>

#include "tools/atelier/config.hpp"

namespace atelier::tools {

struct VerifyModelsRequest {
    std::vector<std::string> models;  ///< names of read models, or `all`
    bool json = false;                ///< a line of JSON for each read model
    std::size_t shown = 20;           ///< differing rows that are shown of each
};

/// Compares read models with a fresh fold of the log while the service goes on, and shows the rows
/// that differ; returns the exit code: `differs` when there are any.
int run_verify_models(Config const& config, VerifyModelsRequest const& request);

}  // namespace atelier::tools
