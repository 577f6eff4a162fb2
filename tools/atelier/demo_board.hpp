#pragma once

#include <string_view>

namespace atelier::tools {

/// tools/demo/board.json, as it was when the program was built.
std::string_view demo_board();

}  // namespace atelier::tools
