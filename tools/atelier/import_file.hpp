#pragma once

#include <expected>
#include <map>
#include <optional>
#include <string>

#include "tools/atelier/open_database.hpp"
#include "tools/import/report.hpp"
#include "tools/import/trello.hpp"

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
ImportReport import_into(ReadyDatabase const& database, commands::ImportedBoard board,
                         ImportRequest const& request);

/// The board, or CommandFailed with the place and the reason.
commands::ImportedBoard accepted(std::expected<commands::ImportedBoard, ImportError> parsed);

}  // namespace atelier::tools
