#pragma once

#include <string>
#include <vector>

#include "tools/atelier/config.hpp"
#include "tools/atelier/verify_log.hpp"

namespace atelier::tools {

struct VerifyRequest {
    std::vector<std::string> names;  ///< `log`, `all`, or names of read models
    LogVerification log;             ///< how the log is verified, when it is
    std::size_t shown = 20;          ///< differing rows that are shown of each read model
};

/// Verifies what is named and says what it found; returns the exit code. Throws CommandFailed when
/// something is not as it was written.
int run_verify(Config const& config, VerifyRequest const& request);

}  // namespace atelier::tools
