#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "commands/core/command.hpp"
#include "commands/import/imported_board.hpp"

namespace atelier::commands {

/// How long the history of one task may be, so that a task is always written whole.
constexpr std::size_t max_imported_history = 5'000;

/// Who of the source is whom here: id of the member there → member of the workspace.
using MatchedMembers = std::map<std::string, UserId>;

/// The first step of an import: the project of a board, with its columns and labels. Nothing when
/// an earlier import of the board has made it, unless it is archived or deleted by now. Refuses a
/// board whose tasks `ImportTasks` would refuse, so that nothing is written of it.
struct ImportProject {
    WorkspaceId workspace;
    std::shared_ptr<ImportedBoard const> board;
    MatchedMembers members;
};
ATELIER_COMMAND(ImportProject, import_board, workspace)

Decision decide(ImportProject const& command, Scene const& scene, Context const& context);

/// The statuses that become columns: the open ones, then those closed ones that a task is in or
/// was in. All, if that is none.
std::vector<ImportedStatus const*> imported_columns(ImportedBoard const& board);

/// Everybody whom the command names must be a member of the workspace.
std::optional<Rejection> members_problem(MatchedMembers const& members,
                                         workspace::State const& workspace);

}  // namespace atelier::commands
