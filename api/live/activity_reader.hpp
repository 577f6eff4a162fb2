#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "eventstore/database/connection.hpp"
#include "eventstore/log/event_record.hpp"
#include "projections/activity/entities.hpp"
#include "projections/activity/rows.hpp"

namespace atelier::api {

using eventstore::Position;

/// Where in an activity a page begins: before this.
struct ActivityPlace {
    std::int64_t milliseconds;
    Position position;
    static const ActivityPlace latest;
};
inline constexpr ActivityPlace ActivityPlace::latest{253'402'300'799'000,
                                                     std::numeric_limits<Position>::max()};

/// Whose activity is asked for.
struct ActivityOf {
    enum class Kind { workspace, project, task } kind;
    Uuid id;
};

struct ActivityFilter {
    std::vector<std::string> types{};  ///< empty: all
    std::optional<Uuid> person{};      ///< who did it
    std::optional<std::int64_t> from{};
    std::optional<std::int64_t> to{};
};

// All blocking; they throw DatabaseError.

/// The newest first.
std::vector<projections::activity::ActivityEntity> read_activity(eventstore::Connection& connection,
                                                                 ActivityOf of,
                                                                 ActivityPlace before, int limit,
                                                                 ActivityFilter const& filter = {});

/// The rows of the audit log, the newest first.
std::vector<projections::activity::EntryRow> read_audit(eventstore::Connection& connection,
                                                        WorkspaceId workspace, Position before,
                                                        int limit, ActivityFilter const& filter);

/// How the people are called that these rows mention.
projections::activity::NameOf read_names(
    eventstore::Connection& connection,
    std::vector<projections::activity::EntryRow> const& entries);

}  // namespace atelier::api
