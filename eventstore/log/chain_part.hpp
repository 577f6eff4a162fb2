#pragma once

#include <optional>

#include "eventstore/log/chain.hpp"

namespace atelier::eventstore {

/// How many positions one thread takes at a time: at most so many events are in its memory.
inline constexpr Position chain_part_size = 1000;

/// The first fault of positions `from` to `to`, which one thread looks for; both are in the log.
std::optional<Fault> check_part(Connection& connection, Position from, Position to);

}  // namespace atelier::eventstore
