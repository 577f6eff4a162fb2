#include "domain/rank_room.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

namespace atelier {
namespace {

constexpr Timestamp now{1'795'269'787'512};  // 2026-11-21

/// A column as the product keeps it: moves by rank, and makes room where a rank would get long.
struct Board {
    std::vector<RankedTask> column;
    std::size_t longest = 0;
    int rooms = 0;
    std::size_t largest_room = 0;

    explicit Board(int size) {
        for (int number = 1; number <= size; ++number) {
            column.push_back(
                {number, rank_at_bottom(Timestamp{now.milliseconds + number}, number)});
        }
    }

    Rank rank_at(std::size_t place, std::int64_t number, Timestamp at) const {
        if (place == 0) return rank_at_top(at, number, column.front().rank);
        if (place == column.size()) return rank_at_bottom(at, number, column.back().rank);
        return rank_between(column[place - 1].rank, column[place].rank, number);
    }

    void move(std::size_t from, std::size_t place, Timestamp at) {
        auto task = column[from];
        column.erase(column.begin() + static_cast<std::ptrdiff_t>(from));
        task.rank = rank_at(place, task.number, at);
        column.insert(column.begin() + static_cast<std::ptrdiff_t>(place), task);
        if (task.rank.digits.size() > longest_given_rank) make_room_at(place, at);
        check_around(place);
        longest = std::max(longest, column[place].rank.digits.size());
    }

    void make_room_at(std::size_t place, Timestamp at) {
        auto const room = make_room(column, place, at);
        REQUIRE(room.first <= place);
        REQUIRE(place < room.first + room.ranks.size());
        for (std::size_t i = 0; i < room.ranks.size(); ++i) {
            column[room.first + i].rank = room.ranks[i];
            longest = std::max(longest, room.ranks[i].digits.size());
        }
        ++rooms;
        largest_room = std::max(largest_room, room.ranks.size());
        check_order();
    }

    void check_around(std::size_t place) const {
        bool const above = place == 0 || column[place - 1].rank < column[place].rank;
        bool const below =
            place + 1 == column.size() || column[place].rank < column[place + 1].rank;
        if (!above || !below) FAIL("not in order: " << column[place].rank.digits);
    }

    void check_order() const {
        for (std::size_t place = 0; place < column.size(); ++place) check_around(place);
    }
};

}  // namespace

TEST_CASE("between any two ranks that moves have made lies one") {
    std::mt19937 random{7};
    Board board{60};
    for (int i = 0; i < 5'000; ++i) {
        board.move(random() % board.column.size(), random() % board.column.size(), now);
        auto const upper = random() % (board.column.size() - 1);
        auto const lower = upper + 1 + random() % (board.column.size() - upper - 1);
        auto const& above = board.column[upper].rank;
        auto const& below = board.column[lower].rank;
        auto const between = rank_between(above, below, i);
        if (!(above < between && between < below)) FAIL("nothing between at move " << i);
    }
}

TEST_CASE(
    "after 100,000 moves into the narrowest gap no rank has 64 digits, because room is made") {
    for (auto const gap : {0U, 1U, 2U}) {
        Board board{40};
        std::mt19937 random{gap};
        int const moves = gap == 2 ? 100'000 : 5'000;
        for (int i = 0; i < moves; ++i) {
            // Right above, right below, or either side of the task that was moved last.
            auto const side = gap == 2 ? random() % 2 : gap;
            board.move(i % 2 == 0 ? 39 : 0, 20 - side, Timestamp{now.milliseconds + 1'000 + i});
        }
        board.check_order();
        MESSAGE("gap " << gap << ": longest rank " << board.longest << ", room made " << board.rooms
                       << " times, for at most " << board.largest_room << " tasks");
        CHECK(board.longest < 64);
        CHECK(board.rooms > 0);
    }
}

TEST_CASE("at an end of a column whose clock stands still, room is made too") {
    for (auto const place : {0U, 4U}) {
        Board board{5};
        for (int i = 0; i < 3'000; ++i) board.move(4 - place, place, now);
        board.check_order();
        CHECK(board.longest < 64);
        CHECK(board.rooms > 0);
    }
}

TEST_CASE("room for a thousand crowded tasks is made in one go, with short ranks") {
    std::vector<RankedTask> column;
    Rank above = rank_at_bottom(now, 1);
    Rank const below = rank_at_bottom(now, 2);
    column.push_back({1, above});
    for (std::int64_t number = 3; number < 1'003; ++number) {
        above = rank_between(above, below, number);
        column.push_back({number, above});
    }
    column.push_back({2, below});
    auto const room = make_room(column, 900, now);
    CHECK(room.ranks.size() > 700);
    CHECK(std::ranges::is_sorted(room.ranks, std::less<>{}));
    CHECK(column[room.first - 1].rank < room.ranks.front());
    CHECK(room.ranks.back() < below);
    for (auto const& rank : room.ranks) CHECK(rank.digits.size() < 40);
}

}  // namespace atelier
