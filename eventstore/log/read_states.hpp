#pragma once

#include <map>
#include <vector>

#include "domain/events.hpp"
#include "eventstore/database/connection.hpp"

namespace atelier::eventstore {

/// What the events of these streams, read from the log itself, make of them; a stream without
/// events is in its initial state. Personal data stays sealed. Blocking; throws DatabaseError, and
/// UnreadableEvent.
std::map<StreamId, AnyState> read_states(Connection& connection,
                                         std::vector<StreamId> const& streams);

/// The same of one stream, whose kind has states of the type `State`.
template <class State>
State read_state(Connection& connection, StreamId const& stream) {
    return std::get<State>(std::move(read_states(connection, {stream}).at(stream)));
}

}  // namespace atelier::eventstore
