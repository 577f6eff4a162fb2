#pragma once

#include <functional>
#include <optional>

#include "api/views/personal_data.hpp"
#include "commands/core/engine.hpp"

namespace atelier::api {

/// Of one part of an export: what is in memory at once.
inline constexpr std::size_t export_part_bytes = 8 << 20;

/// Reads one part of what is kept of a person: all but the events always, and of those the ones
/// after a position, up to about `export_part_bytes`. Nothing when there is no such person (any
/// more). Blocking: reads the log from there on; throws DatabaseError, and what `check`, called
/// every few 100,000 events, throws.
std::optional<ExportView> export_person(eventstore::KeyRing& keys,
                                        eventstore::Connection& connection, UserId user,
                                        eventstore::Position events_after,
                                        std::function<void()> const& check);

}  // namespace atelier::api
