#include "domain/rank.hpp"

#include <algorithm>

namespace atelier {
namespace {

constexpr std::string_view alphabet =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::int64_t base = 62;
constexpr std::size_t ending_length = 3;
// Eight digits hold milliseconds until the year 8888; a leading 1 or 2 separates the two ends.
constexpr std::size_t time_length = 8;
constexpr std::int64_t time_limit = 218'340'105'584'896;  // 62^8

std::string in_base(std::int64_t value, std::size_t length) {
    std::string digits(length, alphabet[0]);
    for (std::size_t place = length; place-- > 0; value /= base) {
        digits[place] = alphabet[static_cast<std::size_t>(value % base)];
    }
    return digits;
}

int digit_at(std::string_view digits, std::size_t place, int past_the_end) {
    return place < digits.size() ? static_cast<int>(alphabet.find(digits[place])) : past_the_end;
}

std::string ending(std::int64_t number) {
    // Never all zeros: between a text and the same text followed by zeros there is no other text.
    // Counted from the middle, since what is dropped above a rank that ends in "001" has to pass
    // its zeros, three digits at a time.
    constexpr auto endings = base * base * base - 1;
    return in_base((number + endings / 2) % endings + 1, ending_length);
}

std::int64_t within_limits(Timestamp now) {
    return std::clamp<std::int64_t>(now.milliseconds, 0, time_limit - 1);
}

/// The shortest digits strictly between that are no front of `below`: whatever is appended stays
/// between.
std::string midpoint(std::string_view above, std::string_view below) {
    std::string middle;
    bool below_bounds = true;  // until the middle has left the front of `below`
    for (std::size_t place = 0;; ++place) {
        int const low = digit_at(above, place, -1);
        int const high = below_bounds ? digit_at(below, place, -1) : static_cast<int>(base);
        if (high - low >= 2) {
            middle += alphabet[static_cast<std::size_t>(low + (high - low) / 2)];
            return middle;
        }
        int const kept = low < 0 ? 0 : low;
        if (kept < high) below_bounds = false;
        middle += alphabet[static_cast<std::size_t>(kept)];
    }
}

/// Of a rank at an end, the digits that say when it was placed; of any, some without its ending,
/// and so below it.
std::string_view front_of(Rank const& rank) {
    std::string_view const digits = rank.digits;
    return digits.substr(
        0, std::min(1 + time_length, digits.size() - std::min(digits.size(), ending_length)));
}

/// The least text of that length above `digits`.
std::string successor(std::string digits) {
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
        auto const next = alphabet.find(*digit) + 1;
        *digit = alphabet[next % alphabet.size()];
        if (next < alphabet.size()) return digits;
    }
    return "z" + digits;
}

}  // namespace

std::optional<Rank> Rank::from_text(std::string_view text) {
    if (text.empty() || text.size() > max_length) return std::nullopt;
    if (text.find_first_not_of(alphabet) != std::string_view::npos) return std::nullopt;
    return Rank{std::string{text}};
}

std::string to_text(Rank const& rank) { return rank.digits; }

Rank rank_at_bottom(Timestamp now, std::int64_t number) {
    return Rank{"2" + in_base(within_limits(now), time_length) + ending(number)};
}

Rank rank_at_top(Timestamp now, std::int64_t number) {
    return Rank{"1" + in_base(time_limit - 1 - within_limits(now), time_length) + ending(number)};
}

Rank rank_at_bottom(Timestamp now, std::int64_t number, Rank const& above) {
    auto bottom = rank_at_bottom(now, number);
    if (above < bottom) return bottom;
    // Within the same millisecond of that other clock: what is placed later still comes below.
    return rank_between(above, Rank{successor(std::string{front_of(above)})}, number);
}

Rank rank_at_top(Timestamp now, std::int64_t number, Rank const& below) {
    auto top = rank_at_top(now, number);
    if (top < below) return top;
    return rank_between(Rank{std::string{front_of(below)}}, below, number);
}

Rank rank_between(Rank const& above, Rank const& below, std::int64_t number) {
    return Rank{midpoint(above.digits, below.digits) + ending(number)};
}

}  // namespace atelier
