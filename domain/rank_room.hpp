#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "domain/rank.hpp"

namespace atelier {

/// A rank longer than this is not given to a task: its neighbours get new ranks with it, so that
/// all of them are shorter. (Longer ones, up to `Rank::max_length`, are read.)
inline constexpr std::size_t longest_given_rank = 63;

/// A task of a column, by its number.
struct RankedTask {
    std::int64_t number;
    Rank rank;
};

/// New ranks of some tasks that stand next to each other.
struct RankRoom {
    std::size_t first;  ///< index of the topmost of them
    std::vector<Rank> ranks;
};

/// What a column, from the top down, is to be where the gap at `place` has been halved too often:
/// that task and every one around it up to the next with a short rank get ranks that keep the
/// order, lie as far apart as those neighbours allow, and are no longer than `longest_given_rank`.
RankRoom make_room(std::vector<RankedTask> const& column, std::size_t place, Timestamp now);

}  // namespace atelier
