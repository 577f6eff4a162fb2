#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atelier {

/// An instant: UTC, whole milliseconds since 1970, years 0001 to 9999.
struct Timestamp {
    std::int64_t milliseconds = 0;
    auto operator<=>(Timestamp const&) const = default;
    /// RFC 3339 with `Z` or an offset; a fraction beyond milliseconds is cut off.
    static std::optional<Timestamp> from_text(std::string_view text);
};

/// `2026-11-21T14:03:07.512Z`.
std::string to_text(Timestamp time);

/// A calendar day without a time zone.
struct Date {
    std::int32_t days = 0;  ///< since 1970-01-01
    auto operator<=>(Date const&) const = default;
    static std::optional<Date> from_text(std::string_view text);
};

/// `2026-11-21`.
std::string to_text(Date date);

}  // namespace atelier
