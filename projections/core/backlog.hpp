#pragma once

#include <cstddef>
#include <vector>

#include "eventstore/source/source.hpp"

namespace atelier::projections {

/// As many events as a projector takes in at once.
inline constexpr std::size_t batch_limit = 2000;

/// Whether the batch is what has piled up: as much as one may hold, or many events whose last one
/// is from long before `now`. Whoever looks at a topic is then served sooner by what it has become
/// than by everything that happened in it.
bool is_backlog(std::vector<eventstore::SourcedEvent> const& events, Timestamp now);

}  // namespace atelier::projections
