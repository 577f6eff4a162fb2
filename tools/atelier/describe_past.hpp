#pragma once

#include <string>

#include "tools/atelier/past_state.hpp"

namespace atelier::tools {

// What was, for people: lines with a name and a value each, the last one ended by a line feed too.
// One thing a line, no control characters.

std::string describe_past(PastTask const& task);
std::string describe_past(PastProject const& project);
std::string describe_past(PastWorkspace const& workspace);

}  // namespace atelier::tools
