#pragma once

#include <chrono>
#include <cstddef>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/id.hpp"
#include "eventstore/database/connection.hpp"
#include "projections/core/projection.hpp"

namespace atelier::projections {

/// Which events the past of something is folded from. What is absent is not asked for.
struct PastOf {
    std::optional<WorkspaceId> everything_of{};
    std::optional<ProjectId> project{};         ///< with its tasks and what timers did for them
    std::optional<WorkspaceId> of_workspace{};  ///< the project's
    std::vector<StreamId> streams{};
};

enum class PastProblem { too_many_events, too_slow };

/// What the read models held at a position of the log: their own folds over the events up to it,
/// into temporary tables of a connection, where the statements of `schemas/queries` find them by
/// `tables()`. Only the rows that the chosen events make are there. Thread-safe; blocking.
class Past {
public:
    static constexpr int most_events = 250'000;
    static constexpr std::chrono::seconds longest_fold{30};

    /// `limit`: how many events one question may read.
    explicit Past(eventstore::KeyRing& keys, int limit = most_events);

    /// Makes the tables where the connection has none yet; outside of a transaction. They stay with
    /// it: to make them for each question would wear the catalogue. Throws DatabaseError.
    void prepare(eventstore::Connection& connection) const;

    /// Fills the tables, in the caller's transaction, and says by how many events. At its end the
    /// tables are empty again: by a rollback at once, but the dead rows stay until one commits,
    /// which takes some milliseconds. Throws DatabaseError.
    std::expected<std::size_t, PastProblem> fold(eventstore::Connection& connection,
                                                 PastOf const& of, Position at) const;

    /// For `Elsewhere`, after `fold` and inside the same transaction.
    eventstore::TableNames const& tables() const { return tables_; }

private:
    Projections models() const;

    eventstore::KeyRing& keys_;
    int limit_;
    eventstore::TableNames tables_;
};

}  // namespace atelier::projections
