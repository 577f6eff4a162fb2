#include "domain/rank_room.hpp"

#include <span>

namespace atelier {
namespace {

// Twice what a rank at an end of the column has. Between two of that length, a million find ranks
// of not half as much again.
constexpr std::size_t short_rank = 24;

bool is_short(RankedTask const& task) { return task.rank.digits.size() <= short_rank; }

/// Halves again and again, so that no rank is longer than its place in the middle needs.
void spread(std::span<RankedTask const> tasks, Rank const& above, Rank const& below,
            std::span<Rank> ranks) {
    if (tasks.empty()) return;
    auto const middle = tasks.size() / 2;
    ranks[middle] = rank_between(above, below, tasks[middle].number);
    spread(tasks.first(middle), above, ranks[middle], ranks.first(middle));
    spread(tasks.subspan(middle + 1), ranks[middle], below, ranks.subspan(middle + 1));
}

}  // namespace

RankRoom make_room(std::vector<RankedTask> const& column, std::size_t place, Timestamp now) {
    auto first = place;
    while (first > 0 && !is_short(column[first - 1])) --first;
    auto end = place + 1;
    while (end < column.size() && !is_short(column[end])) ++end;
    auto const number = column[place].number;
    bool const has_above = first > 0;
    bool const has_below = end < column.size();
    // At an end of the column the bound is where a task would be put there now.
    Rank const below = has_below   ? column[end].rank
                       : has_above ? rank_at_bottom(now, number, column[first - 1].rank)
                                   : rank_at_bottom(now, number);
    Rank const above = has_above ? column[first - 1].rank : rank_at_top(now, number, below);
    RankRoom room{first, std::vector<Rank>(end - first)};
    spread(std::span{column}.subspan(first, end - first), above, below, room.ranks);
    return room;
}

}  // namespace atelier
