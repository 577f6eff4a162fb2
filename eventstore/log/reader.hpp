#pragma once

#include <span>
#include <vector>

#include "eventstore/database/connection.hpp"
#include "eventstore/log/event_record.hpp"

namespace atelier::eventstore {

/// The position of the log's last event. Like all here, blocking, and throws DatabaseError.
Position read_head(Connection& connection);

struct PositionAtInstant {
    Position position;  ///< of the last event that was recorded by then; 0 when there is none
    bool is_future;     ///< the instant is still to come, by the log's clock
};
/// Where the log was at an instant. Throws when an event that has to be there is missing.
PositionAtInstant find_position(Connection& connection, Timestamp instant);

/// The events that a statement answered in the columns of `log.read_forward`.
std::vector<RawEvent> events_of(Rows const& rows);

/// At most `limit` events after `after`, in the order of the log.
std::vector<RawEvent> read_forward(Connection& connection, Position after, int limit);

/// The events at these positions, in order.
std::vector<RawEvent> read_positions(Connection& connection, std::span<Position const> positions);

struct StreamTail {
    StreamId stream;
    std::int64_t after_version;
};
/// What the streams have after the given versions, each stream's events in order.
std::vector<RawEvent> read_streams(Connection& connection, std::vector<StreamTail> const& tails);

}  // namespace atelier::eventstore
