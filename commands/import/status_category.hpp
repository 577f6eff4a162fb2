#pragma once

#include <string_view>

#include "domain/project/events.hpp"

namespace atelier::commands {

/// What a column of another tool, which knows no categories, is for, guessed by its name in English
/// or German, in whatever case. In this order:
/// - todo when it names a stock of work (`Backlog`, `Ideas`, `Sprint todo`) or begins like one
///   (`To do`, `To be released`, `Not finished`);
/// - done when a word of it says that work has ended (`Done`, `Released 2.1`, `Erledigt`);
/// - todo when it is the first open column of the board;
/// - doing.
project::StatusCategory guess_category(std::string_view name, bool first_open);

}  // namespace atelier::commands
