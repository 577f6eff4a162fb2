#pragma once

#include <string>

#include "commands/import/imported_board.hpp"

namespace atelier::test {

/// What is wrong with a board by the promises of `imported_board.hpp`; empty when nothing.
std::string inconsistency(commands::ImportedBoard const& board);

}  // namespace atelier::test
