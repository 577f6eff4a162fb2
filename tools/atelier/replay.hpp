#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "eventstore/database/connection.hpp"
#include "eventstore/keys/key_ring.hpp"
#include "tools/atelier/replay_filter.hpp"

namespace atelier::tools {

enum class ReplayFormat { human, json, csv };

struct Replay {
    ReplayFilter filter;
    ReplayFormat format = ReplayFormat::human;
    std::int64_t limit = std::numeric_limits<std::int64_t>::max();
    bool follow = false;  ///< goes on with what is appended, until it is interrupted
};

/// Reads the log, up to where it ends when it gets there, and gives `print` a line for each event
/// that the filter lets through; a table has a line of names before. Memory does not grow with the
/// log. Returns how many events there were. Blocking; throws DatabaseError, Interrupted after
/// Ctrl-C, and OutputClosed when nobody reads on.
std::int64_t replay(Replay const& replay, eventstore::Connection& connection,
                    eventstore::KeyRing& keys,
                    std::function<void(std::string const&)> const& print);

}  // namespace atelier::tools
