#include "api/person/memberships.hpp"

#include <algorithm>

#include "eventstore/log/reader.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace eventstore;

/// One statement reads this much of the log, so that none runs long.
constexpr auto directory = "directory";

}  // namespace

std::vector<WorkspaceId> memberships_between(Connection& connection, UserId user, Position after,
                                             Position until) {
    std::vector<WorkspaceId> found;
    while (after < until) {
        auto const end = std::min(until, after + positions_per_read);
        auto const rows = connection.run(sql::person_find_workspaces, after, end, to_text(user));
        for (std::size_t row = 0; row < rows.size(); ++row) {
            WorkspaceId const workspace{rows.uuid(row, 0)};
            if (std::ranges::find(found, workspace) == found.end()) found.push_back(workspace);
        }
        after = end;
    }
    return found;
}

Memberships memberships_of(Connection& connection, UserId user) {
    Memberships memberships{{}, read_head(connection)};
    // Where it is is read before its rows: those may only be newer.
    auto const known = connection.run(sql::person_read_position).integer(0, 0);
    if (known > 0 && connection.run(sql::projection_has_schema, directory).boolean(0, 0)) {
        auto const rows = connection.run(sql::person_list_workspaces, user);
        for (std::size_t row = 0; row < rows.size(); ++row)
            memberships.workspaces.emplace_back(rows.uuid(row, 0));
    }
    for (auto const& one : memberships_between(connection, user, known, memberships.as_of)) {
        auto& all = memberships.workspaces;
        if (std::ranges::find(all, one) == all.end()) all.push_back(one);
    }
    return memberships;
}

}  // namespace atelier::api
