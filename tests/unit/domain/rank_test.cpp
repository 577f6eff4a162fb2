#include "domain/rank.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

namespace atelier {
namespace {

constexpr Timestamp now{1'795'269'787'512};  // 2026-11-21

struct Card {
    std::int64_t number;
    Rank rank;
};
using Column = std::vector<Card>;

std::size_t longest_of(Column const& column) {
    std::size_t longest = 0;
    for (auto const& card : column) longest = std::max(longest, card.rank.digits.size());
    return longest;
}

bool in_order(Column const& column) {
    return std::ranges::is_sorted(column, std::less<>{}, &Card::rank) &&
           std::ranges::adjacent_find(column, std::equal_to<>{}, &Card::rank) == column.end();
}

Column column_of(int size) {
    Column column;
    for (int number = 1; number <= size; ++number) {
        column.push_back({number, rank_at_bottom(Timestamp{now.milliseconds + number}, number)});
    }
    return column;
}

/// Takes the card at `from` out and puts it at `to`, as a move of the board does.
void move(Column& column, std::size_t from, std::size_t to, Timestamp at) {
    auto card = column[from];
    column.erase(column.begin() + static_cast<std::ptrdiff_t>(from));
    if (to == 0) {
        card.rank = rank_at_top(at, card.number, column.front().rank);
    } else if (to == column.size()) {
        card.rank = rank_at_bottom(at, card.number, column.back().rank);
    } else {
        card.rank = rank_between(column[to - 1].rank, column[to].rank, card.number);
    }
    bool const below_left = to == 0 || column[to - 1].rank < card.rank;
    bool const above_right = to == column.size() || card.rank < column[to].rank;
    if (!below_left || !above_right) FAIL("not between its neighbours: " << card.rank.digits);
    column.insert(column.begin() + static_cast<std::ptrdiff_t>(to), card);
}

}  // namespace

TEST_CASE("what is placed at the bottom later comes below, at the top later above") {
    for (auto const milliseconds :
         {1LL, 61LL, 62LL, 1'000LL, 86'400'000LL, 1'000LL * 365 * 86'400'000}) {
        Timestamp const later{now.milliseconds + milliseconds};
        CHECK(rank_at_bottom(now, 238'326) < rank_at_bottom(later, 1));
        CHECK(rank_at_top(later, 238'326) < rank_at_top(now, 1));
        CHECK(rank_at_top(later, 1) < rank_at_bottom(now, 1));
    }
}

TEST_CASE("instants before 1970 and after the year 8888 count as the nearest one between") {
    CHECK(rank_at_bottom(Timestamp{-1}, 1) == rank_at_bottom(Timestamp{0}, 1));
    CHECK(rank_at_bottom(Timestamp{253'402'300'799'999}, 1) > rank_at_bottom(now, 1));
    CHECK(rank_at_top(Timestamp{253'402'300'799'999}, 1) < rank_at_top(now, 1));
}

TEST_CASE(
    "tasks with different numbers get different ranks from the same place in the same "
    "millisecond") {
    auto const above = rank_at_bottom(now, 1);
    auto const below = rank_at_bottom(Timestamp{now.milliseconds + 1}, 2);
    std::set<std::string> bottoms, tops, betweens;
    for (std::int64_t number = 1; number <= 238'327; number += 7) {
        bottoms.insert(rank_at_bottom(now, number).digits);
        tops.insert(rank_at_top(now, number).digits);
        betweens.insert(rank_between(above, below, number).digits);
    }
    CHECK(bottoms.size() == 34'047);
    CHECK(tops.size() == 34'047);
    CHECK(betweens.size() == 34'047);
    CHECK(rank_at_bottom(now, 1) != rank_at_bottom(now, 238'327));
}

TEST_CASE("two tasks dropped into the same gap at once are both in it, in some order") {
    auto const column = column_of(2);
    auto const one = rank_between(column[0].rank, column[1].rank, 41);
    auto const other = rank_between(column[0].rank, column[1].rank, 42);
    CHECK(one != other);
    for (auto const& rank : {one, other}) {
        CHECK(column[0].rank < rank);
        CHECK(rank < column[1].rank);
    }
    auto const third = rank_between(std::min(one, other), std::max(one, other), 43);
    CHECK(std::min(one, other) < third);
    CHECK(third < std::max(one, other));
}

TEST_CASE(
    "the end of a column holds where another node's clock is ahead, until time has caught up") {
    Timestamp const ahead{now.milliseconds + 5'000};
    auto const last = rank_at_bottom(ahead, 7);
    auto const dropped = rank_at_bottom(now, 8, last);
    CHECK(last < dropped);
    CHECK(dropped < rank_at_bottom(Timestamp{ahead.milliseconds + 1}, 1));
    auto const first = rank_at_top(ahead, 7);
    auto const lifted = rank_at_top(now, 8, first);
    CHECK(lifted < first);
    CHECK(rank_at_top(Timestamp{ahead.milliseconds + 1}, 238'326) < lifted);
}

TEST_CASE("a task dropped below the last one stays above what is made after it") {
    auto const last = rank_at_bottom(now, 1);
    auto const dropped = rank_at_bottom(Timestamp{now.milliseconds + 10}, 2, last);
    CHECK(last < dropped);
    CHECK(dropped < rank_at_bottom(Timestamp{now.milliseconds + 20}, 3));
}

TEST_CASE("100,000 random moves keep the order, and ranks stay short") {
    std::mt19937 random{20261121};
    auto column = column_of(200);
    std::size_t longest = 0;
    for (int i = 0; i < 100'000; ++i) {
        auto const from = random() % column.size();
        auto const to = random() % column.size();
        move(column, from, to, Timestamp{now.milliseconds + 1'000 + i});
        longest = std::max(longest, column[to].rank.digits.size());
    }
    CHECK(in_order(column));
    MESSAGE("longest rank of 100,000 random moves: " << longest << " digits");
    CHECK(longest <= Rank::max_length);
}

TEST_CASE("100,000 moves to the top and to the bottom keep the order with ranks of one length") {
    auto column = column_of(50);
    std::mt19937 random{1};
    for (int i = 0; i < 100'000; ++i) {
        auto const from = 1 + random() % (column.size() - 2);
        move(column, from, i % 3 == 0 ? 0 : column.size() - 1,
             Timestamp{now.milliseconds + 1'000 + i});
    }
    CHECK(in_order(column));
    CHECK(longest_of(column) == 12);
}

TEST_CASE("moves to the ends keep the order while the clock stands still") {
    auto column = column_of(50);
    for (int i = 0; i < 500; ++i) move(column, 20, i % 2 == 0 ? 0 : column.size() - 1, now);
    CHECK(in_order(column));
    MESSAGE("longest rank of 500 moves to the ends in one millisecond: " << longest_of(column)
                                                                         << " digits");
}

TEST_CASE("900 drops into one gap fit the longest rank, whichever neighbour stays") {
    for (auto const side : {0, 1, 2}) {
        auto const column = column_of(2);
        auto above = column[0].rank;
        auto below = column[1].rank;
        std::size_t longest = 0;
        for (int i = 0; i < 900; ++i) {
            auto const rank = rank_between(above, below, i % 97 + 3);
            if (!(above < rank && rank < below)) FAIL("not between at drop " << i);
            longest = std::max(longest, rank.digits.size());
            (side == 0 || (side == 2 && i % 2 == 0) ? below : above) = rank;
        }
        MESSAGE("longest rank of 900 drops into one gap (side " << side << "): " << longest
                                                                << " digits");
        CHECK(longest <= Rank::max_length);
    }
}

TEST_CASE("100,000 adversarial moves, each into the narrowest gap, keep the order") {
    // Beyond `max_length` a move is refused; the order itself holds at any length. Starts anew at
    // 1,000 digits.
    std::mt19937 random{99};
    auto above = rank_at_bottom(now, 1);
    auto below = rank_at_bottom(now, 2);
    std::size_t longest = 0;
    for (int i = 0; i < 100'000; ++i) {
        auto const rank = rank_between(above, below, static_cast<std::int64_t>(random() % 240'000));
        if (!(above < rank && rank < below)) FAIL("not between at move " << i);
        longest = std::max(longest, rank.digits.size());
        (random() % 2 == 0 ? above : below) = rank;
        if (rank.digits.size() > 1'000) {
            above = rank_at_bottom(now, 1);
            below = rank_at_bottom(now, 2);
        }
    }
    MESSAGE("longest rank of 100,000 adversarial moves: " << longest << " digits");
}

TEST_CASE("a rank reads what it writes, and only 1 to 200 of its digits") {
    auto const rank = rank_at_bottom(now, 42);
    CHECK(Rank::from_text(to_text(rank)) == rank);
    CHECK(Rank::from_text(std::string(200, 'z')).has_value());
    for (auto const& wrong : {std::string{}, std::string(201, 'z'), std::string{"2-3"},
                              std::string{"2 3"}, std::string{"ä"}, std::string{"a\0b", 3}}) {
        CHECK_FALSE(Rank::from_text(wrong).has_value());
    }
}

}  // namespace atelier
