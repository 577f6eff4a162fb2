#pragma once

#include <expected>
#include <map>
#include <string>
#include <vector>

#include "commands/core/engine.hpp"
#include "commands/import/import_board.hpp"
#include "commands/import/import_project.hpp"

namespace atelier::commands {

struct MemberMatches {
    MatchedMembers members;
    std::vector<std::string> found;  ///< user names there of those whom nobody has named
};

/// Who of a board is who here:
/// - the members whom the caller has named (user name there → e-mail address here) are the accounts
///   with these addresses. Refused when the board has no such member or no account the address;
/// - of the others, whose e-mail address the board tells, the member of the workspace with it;
/// - then whose full name is that of one member of the workspace and of nobody else on either side.
/// Letters of ASCII compare in any case. Blocks.
std::expected<MemberMatches, ImportFailure> match_members(
    Engine& engine, WorkspaceId workspace, ImportedBoard const& board,
    std::map<std::string, std::string> const& emails);

/// The first of the names, however many and long they are, for people.
std::string list_names(std::vector<std::string> const& names);

}  // namespace atelier::commands
