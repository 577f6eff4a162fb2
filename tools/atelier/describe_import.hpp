#pragma once

#include <string>

#include "commands/import/import_report.hpp"

namespace atelier::tools {

/// Some lines for a terminal, each ended by a line break.
std::string to_human(commands::ImportReport const& report);

}  // namespace atelier::tools
