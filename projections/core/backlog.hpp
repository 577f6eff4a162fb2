#pragma once

#include <cstddef>
#include <vector>

#include "eventstore/source/source.hpp"

namespace atelier::projections {

/// As many events as a projector takes in at once: the more there are, the more often a row that
/// they change again and again is written once.
inline constexpr std::size_t batch_limit = 6'000;
/// From so many on they are not told of one by one.
inline constexpr std::size_t told_limit = 2'000;

/// Whether the batch is what has piled up: more than is told of, or many events whose last one is
/// from long before `now`. Whoever looks at a topic is then served sooner by what it has become
/// than by everything that happened in it.
bool is_backlog(std::vector<eventstore::SourcedEvent> const& events, Timestamp now);

}  // namespace atelier::projections
