#pragma once

#include <boost/describe.hpp>
#include <cstddef>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "commands/core/engine.hpp"
#include "commands/import/import_report.hpp"
#include "commands/import/imported_board.hpp"

namespace atelier::commands {

struct ImportProgress {
    std::size_t tasks_done = 0;
    std::size_t tasks = 0;
};

struct ImportOptions {
    /// Decides everything and writes nothing.
    bool dry_run = false;
    /// Who of the source is who here: user name there → e-mail address of a member of the
    /// workspace. Others are matched as `member_matches.hpp` says; whoever is not is no assignee of
    /// anything, and counted in the report.
    std::map<std::string, std::string> members{};
    /// Called on the caller's thread before the first task and after every chunk of them; what it
    /// throws ends the import between two chunks.
    std::function<void(ImportProgress)> on_progress{};
};

/// refused: the board or the options are not acceptable; rejected: the actor may not do it;
/// unavailable: the database was not to be had.
BOOST_DEFINE_ENUM_CLASS(ImportFailureKind, refused, rejected, unavailable)

struct ImportFailure {
    ImportFailureKind kind;
    /// A sentence, or several.
    std::string message;
    /// What has been written already, as a sentence; empty when that is nothing. The same import
    /// again writes the rest.
    std::string written{};
    /// Where a command was rejected: why.
    std::optional<Rejection> rejection{};
};

/// Writes a board into a workspace for a caller who must be allowed to: first the project, then the
/// tasks in chunks, each atomic. What an earlier import of the same board has written stays as it
/// is. Blocks until it is done; not for a thread of the engine.
std::expected<ImportReport, ImportFailure> import_board(Engine& engine, WorkspaceId workspace,
                                                        Caller caller, ImportedBoard board,
                                                        ImportOptions options = {});

}  // namespace atelier::commands
