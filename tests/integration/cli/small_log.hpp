#pragma once

#include <string>
#include <vector>

#include "commands/core/engine.hpp"
#include "tests/support/database.hpp"
#include "tools/atelier/replay.hpp"

namespace atelier::test {

/// A log of two people, a workspace, and a task that was created, edited and moved, written by real
/// commands: Mara registered, then Jonas; Mara did the rest.
class SmallLog {
public:
    SmallLog();

    /// The lines of a replay.
    std::vector<std::string> replayed(tools::Replay const& replay);

    TestDatabase database;
    crypto::MasterKey key;
    eventstore::Connection connection;
    UserId mara, jonas;
    WorkspaceId workspace;
    ProjectId project;
    TaskId task;

private:
    void write(commands::Engine& engine);
};

}  // namespace atelier::test
