#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <variant>

#include "api/core/query_route.hpp"
#include "eventstore/database/pool.hpp"
#include "projections/past/past.hpp"

namespace atelier::api {

/// What `?at=` says: a position of the log, or an instant by the log's clock.
using PastMoment = std::variant<eventstore::Position, Timestamp>;

/// Nothing where `?at=` is absent; the answer where it is neither.
std::expected<std::optional<PastMoment>, Response> moment_of(Exchange const& exchange);

/// `?at=`, for the route table.
QueryParameter moment_parameter();

/// Answers as they would have been (docs/adr/0014): the read models of the time are folded anew
/// from the log, and the very functions that answer today run on them. On threads of its own, few
/// at once. Who may see it is asked of today's roles. Thread-safe.
class TimeTravel {
public:
    static constexpr int at_once = 2;
    static constexpr std::size_t most_waiting = 16;

    TimeTravel(std::string const& database_url, eventstore::KeyRing& keys);

    /// Runs `job` on one of the threads; false when too many wait.
    [[nodiscard]] bool post(eventstore::DatabasePool::Job job);

    /// Jobs that wait for a thread.
    std::size_t waiting() { return pool_.waiting(); }

    /// The answer of `function` at `moment`. On the thread of a job; throws DatabaseError.
    Response answer(Query& query, QueryRoute const& route, QueryFunction function,
                    PastMoment const& moment) const;

    void stop();

private:
    projections::Past past_;
    eventstore::DatabasePool pool_;
};

}  // namespace atelier::api
