#pragma once

#include <expected>
#include <map>
#include <optional>
#include <string>

#include "commands/import/import_report.hpp"
#include "commands/import/trello/parse.hpp"
#include "tools/atelier/open_database.hpp"

namespace atelier::tools {

struct ImportRequest {
    std::string workspace;             ///< id or slug
    std::optional<std::string> actor;  ///< e-mail or id; absent: the workspace's first owner
    bool dry_run = false;
    std::map<std::string, std::string> members;  ///< user name there → e-mail here
};

/// Writes a board through an engine of its own, showing progress. What it has written it leaves
/// when it is interrupted: the same import again writes the rest. Throws CommandFailed,
/// DatabaseError and Interrupted.
commands::ImportReport import_into(ReadyDatabase const& database, commands::ImportedBoard board,
                                   ImportRequest const& request);

/// The board, or CommandFailed with the place and the reason.
commands::ImportedBoard accepted(
    std::expected<commands::ImportedBoard, commands::ImportError> parsed);

}  // namespace atelier::tools
