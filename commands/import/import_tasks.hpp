#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "commands/import/import_project.hpp"

namespace atelier::commands {

/// Limits of one ImportTasks: a transaction that other writers of the log wait for.
constexpr std::size_t max_tasks_per_chunk = 400;
constexpr std::size_t max_changes_per_chunk = 5'000;
constexpr std::size_t max_text_per_chunk = 4 << 20;  ///< bytes of titles and descriptions

/// The second step of an import, once for each chunk: tasks of the board, with their history. A
/// task that an earlier import has written stays as it is now.
///
/// - A task is created as what it was called and where it was then, with the description, labels,
///   dates and assignees that it has in the end; its moves, renamings and archivings follow,
///   each with the time of the history. It ends as the source has it.
/// - Events of the chunk are in the order of their times.
/// - Within a column the tasks have the order of the board, and are above every task that is
///   created here after the export.
/// - Numbers are given in the order of `tasks`, from the next free one.
struct ImportTasks {
    ProjectId project;
    std::shared_ptr<ImportedBoard const> board;
    std::vector<std::size_t> tasks;  ///< indices into the board's
    MatchedMembers members;
};
ATELIER_COMMAND(ImportTasks, import_board, project)

Decision decide(ImportTasks const& command, Scene const& scene, Context const& context);

/// A decision with what the report says of it.
struct TasksImport {
    Decided decided;
    std::int64_t events = 0;
    std::int64_t created = 0;
    std::int64_t archived = 0;  ///< of those created
    std::int64_t already_there = 0;
    ImportedCounts left_out;
};
std::expected<TasksImport, Rejection> plan(ImportTasks const& command, Scene const& scene,
                                           Context const& context);

/// All tasks of the board in chunks within the limits above, in the order of their numbers in the
/// source, then of their creation.
std::vector<std::vector<std::size_t>> import_chunks(ImportedBoard const& board);

}  // namespace atelier::commands
