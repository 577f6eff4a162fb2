#pragma once

#include <string>
#include <string_view>

namespace atelier::commands {

/// A name without the difference of capitals in Latin (with accents), Greek and Cyrillic letters:
/// names that fold to the same are the same.
std::string folded(std::string_view name);

}  // namespace atelier::commands
