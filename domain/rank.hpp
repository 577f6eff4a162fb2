#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/time.hpp"

namespace atelier {

/// A place in an order that a move rewrites alone: texts over the digits 0–9A–Za–z, compared byte
/// by byte. Two tasks of one project never get equal ranks: each rank ends in three digits made of
/// the task's own number (unique among any 238,327 tasks made after each other), and of two
/// different texts with equal endings the fronts differ.
struct Rank {
    static constexpr std::size_t max_length = 200;
    std::string digits;
    auto operator<=>(Rank const&) const = default;
    /// 1 to `max_length` of the digits above.
    static std::optional<Rank> from_text(std::string_view text);
    static constexpr char const* json_schema = R"({"type":"string","maxLength":200})";
};

std::string to_text(Rank const& rank);

/// Below everything placed at `now` or before, whoever placed it: no other rank has to be read.
Rank rank_at_bottom(Timestamp now, std::int64_t number);
/// Above everything placed at `now` or before.
Rank rank_at_top(Timestamp now, std::int64_t number);
/// Below everything placed at `now` or before, and below `above`, which a clock ahead of ours may
/// have placed.
Rank rank_at_bottom(Timestamp now, std::int64_t number, Rank const& above);
/// Above everything placed at `now` or before, and above `below`.
Rank rank_at_top(Timestamp now, std::int64_t number, Rank const& below);
/// Strictly between `above` and `below` (`above < below`, both made by these functions). Each
/// halving of one gap costs a bit: after some 900 it is longer than `max_length`, and must not be
/// stored.
Rank rank_between(Rank const& above, Rank const& below, std::int64_t number);

}  // namespace atelier
