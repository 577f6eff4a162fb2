#pragma once

#include "tools/atelier/config.hpp"

namespace atelier::tools {

/// Runs the service in the foreground until SIGINT or SIGTERM; returns the exit code.
int run_serve(Config const& config);

}  // namespace atelier::tools
