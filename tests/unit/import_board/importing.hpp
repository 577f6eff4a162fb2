#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "commands/import/import_tasks.hpp"
#include "commands/import/imported_ids.hpp"
#include "tests/support/given.hpp"

/// A workspace in memory into which boards are imported.
namespace atelier::test {

inline constexpr WorkspaceId harbour{Uuid{{0x01, 0x01}}};
inline constexpr WorkspaceId shipyard{Uuid{{0x01, 0x02}}};
inline constexpr UserId ana{Uuid{{0x02, 0x01}}};    ///< owns both workspaces
inline constexpr UserId ben{Uuid{{0x02, 0x02}}};    ///< a member of the first
inline constexpr UserId carla{Uuid{{0x02, 0x03}}};  ///< of neither

/// `minutes` after 2026-11-01T08:00Z.
Timestamp at(std::int64_t minutes);

commands::ImportedChange created(std::int64_t minutes, std::string status, std::string title);
commands::ImportedChange moved(std::int64_t minutes, std::string status);
commands::ImportedChange renamed(std::int64_t minutes, std::string title);
commands::ImportedChange archived(std::int64_t minutes);
commands::ImportedChange restored(std::int64_t minutes);

/// A task that is what its history ends in.
commands::ImportedTask card(std::string source_id, std::int64_t number,
                            std::vector<commands::ImportedChange> history);
/// The open columns `todo`, `doing` and `done`, the labels `bug` and `idea`, the members `m1` and
/// `m2`.
commands::ImportedBoard board(std::vector<commands::ImportedTask> tasks);

class Importing {
public:
    Importing();

    std::expected<commands::Decided, commands::Rejection> project(
        commands::ImportedBoard const& board, WorkspaceId workspace = harbour,
        commands::MatchedMembers members = {});
    /// All tasks of the board as one chunk, or those at the given places.
    std::expected<commands::TasksImport, commands::Rejection> tasks(
        commands::ImportedBoard const& board, commands::MatchedMembers members = {},
        std::vector<std::size_t> places = {});
    /// Both, which must succeed.
    commands::TasksImport all(commands::ImportedBoard const& board);

    project::State project_of(commands::ImportedBoard const& board);
    task::State task_of(commands::ImportedBoard const& board, std::string const& source_id);
    /// The tasks of a column that are not archived, as the board shows them.
    std::vector<std::string> titles_in(commands::ImportedBoard const& board,
                                       std::string const& status);

    World world;
    Timestamp now = noon;

private:
    commands::Context context() const;
    void carry_out(commands::Decided const& decided);
    template <class Ask>
    auto with_scene(Ask ask);
};

/// `TaskCreated 2026-11-01T08:00:00.000Z` for each event.
std::vector<std::string> names_and_times(commands::Decided const& decided);

}  // namespace atelier::test
