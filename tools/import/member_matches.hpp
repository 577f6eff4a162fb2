#pragma once

#include <expected>
#include <map>
#include <string>

#include "commands/core/engine.hpp"
#include "commands/import/import_project.hpp"
#include "tools/import/runner.hpp"

namespace atelier::tools {

/// The members of a board that the caller has named (user name there → e-mail address here), by
/// the accounts with these addresses. Refused when the board has no such member or no account has
/// the address. Blocks.
std::expected<commands::MatchedMembers, ImportFailure> match_members(
    commands::Engine& engine, commands::ImportedBoard const& board,
    std::map<std::string, std::string> const& emails);

}  // namespace atelier::tools
