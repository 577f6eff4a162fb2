#include <algorithm>

#include "domain/rank_room.hpp"
#include "tests/fuzz/fuzz.hpp"

// Ranks: the first line as a text of one; every three bytes after it are a move of a card in a
// small column, to any place, while the clock goes on, stands or is set back.

namespace atelier::fuzz {
namespace {

using Column = std::vector<RankedTask>;

void check_text(std::string_view text) {
    auto const rank = Rank::from_text(text);
    bool const is_long = text.empty() || text.size() > Rank::max_length;
    require(!rank || !is_long, "a rank of a wrong length is read");
    require(!rank || to_text(*rank) == text, "a rank is written otherwise");
}

Column small_column(Timestamp now) {
    Column column;
    for (std::int64_t number = 1; number <= 6; ++number)
        column.push_back({number, rank_at_bottom(Timestamp{now.milliseconds + number}, number)});
    return column;
}

Rank rank_in(Column const& column, std::size_t place, std::int64_t number, Timestamp now) {
    if (place == 0) return rank_at_top(now, number, column.front().rank);
    if (place == column.size()) return rank_at_bottom(now, number, column.back().rank);
    return rank_between(column[place - 1].rank, column[place].rank, number);
}

void check_place(Column const& column, std::size_t place) {
    auto const& rank = column[place].rank;
    bool const is_below = place == 0 || column[place - 1].rank < rank;
    bool const is_above = place + 1 == column.size() || rank < column[place + 1].rank;
    require(is_below && is_above, "a rank is not between its neighbours");
    require(rank.digits.size() <= longest_given_rank, "a rank is too long to be given");
    require(Rank::from_text(to_text(rank)) == rank, "a rank does not read as itself");
}

/// As the product moves a task: where the rank gets long, room is made around it.
void move(Column& column, std::size_t from, std::size_t to, Timestamp now) {
    auto task = column[from];
    column.erase(column.begin() + static_cast<std::ptrdiff_t>(from));
    task.rank = rank_in(column, to, task.number, now);
    column.insert(column.begin() + static_cast<std::ptrdiff_t>(to), task);
    if (task.rank.digits.size() <= longest_given_rank) return check_place(column, to);
    auto const room = make_room(column, to, now);
    std::size_t place = room.first;
    for (auto const& rank : room.ranks) column[place++].rank = rank;
    for (place = 0; place < column.size(); ++place) check_place(column, place);
}

}  // namespace

void try_input(std::string_view bytes) {
    Input input{bytes};
    check_text(input.line());
    Timestamp now{1'795'269'787'512};
    auto column = small_column(now);
    while (!input.empty()) {
        auto const from = input.byte() % column.size();
        auto const to = input.byte() % column.size();
        now.milliseconds += static_cast<std::int8_t>(input.byte());
        move(column, from, to, now);
    }
}

}  // namespace atelier::fuzz
