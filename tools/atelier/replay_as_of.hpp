#pragma once

#include <string>

#include "eventstore/database/connection.hpp"
#include "eventstore/keys/key_ring.hpp"
#include "tools/atelier/replay_filter.hpp"

namespace atelier::tools {

/// `replay --as-of`: an instant (an event recorded at it belongs to it), a day (up to its end), or
/// a position. Throws CommandFailed when the text is none of these, without a database.
struct AsOf {
    std::optional<eventstore::Position> position;
    Timestamp instant;
};
AsOf as_of_from(std::string const& text);

/// What the task, project or workspace that the filter names was like then: lines for people, or
/// one JSON object. Throws CommandFailed when it was not there, or the log does not reach so far.
std::string state_as_of(AsOf const& as_of, ReplayFilter const& filter, bool is_json,
                        eventstore::Connection& connection, eventstore::KeyRing& keys);

}  // namespace atelier::tools
