#pragma once

#include <optional>
#include <string>

#include "domain/stream.hpp"
#include "eventstore/crypto/master_key.hpp"
#include "eventstore/database/connection.hpp"

namespace atelier::tools {

// What people name on the command line. All are blocking, and throw CommandFailed (not there, or
// not told apart) or DatabaseError.

/// By id or slug.
WorkspaceId find_workspace(eventstore::Connection& connection, std::string const& text);

/// By id or key (`ATL`). Two workspaces may have projects of one key: then which one must be said.
ProjectId find_project(eventstore::Connection& connection, std::optional<WorkspaceId> workspace,
                       std::string const& text);

/// By id or e-mail address.
UserId find_person(eventstore::Connection& connection, crypto::MasterKey const& key,
                   std::string const& text);

/// By id or key (`ATL-42`). Two workspaces may have projects of one key: then which one must be
/// said.
TaskId find_task(eventstore::Connection& connection, std::optional<WorkspaceId> workspace,
                 std::string const& text);

}  // namespace atelier::tools
