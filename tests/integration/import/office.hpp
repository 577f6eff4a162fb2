#pragma once

#include <memory>
#include <optional>
#include <string>

#include "commands/core/engine.hpp"
#include "commands/import/import_board.hpp"
#include "tests/support/database.hpp"

namespace atelier::test {

/// A database with one workspace, and the engine of a node on it.
class Office {
public:
    Office();

    /// Another node on the same database, which remembers nothing of what this one has seen.
    std::unique_ptr<commands::Engine> other_node() const;

    /// Makes an account, and a member of the workspace when there is a role.
    UserId person(std::string const& email, std::optional<WorkspaceRole> role,
                  std::string const& name = "Somebody");

    /// An import by the owner that must succeed.
    commands::ImportReport import(commands::ImportedBoard const& board,
                                  commands::ImportOptions options = {});
    /// An import that must fail: by the owner when there is no other actor.
    commands::ImportFailure failed_import(commands::ImportedBoard const& board,
                                          commands::ImportOptions options = {},
                                          std::optional<UserId> actor = {});

    /// The position of the log's last event.
    eventstore::Position head();

    TestDatabase database;
    eventstore::Connection connection;  ///< as the service
    std::unique_ptr<commands::Engine> engine;
    UserId owner;
    WorkspaceId workspace;
};

commands::Caller caller(UserId user);

/// The board that `tools/up` loads.
commands::ImportedBoard demo_board();

/// A board with the given number of tasks in three columns, each moved twice, a year ago.
commands::ImportedBoard large_board(std::size_t tasks);

}  // namespace atelier::test
