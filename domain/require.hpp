#pragma once

#include <string_view>

namespace atelier {

/// For what can only be false through a bug: prints where and why, and aborts, in release too.
/// Never judges outside input.
void require(bool condition, std::string_view why, char const* file = __builtin_FILE(),
             int line = __builtin_LINE());

}  // namespace atelier
