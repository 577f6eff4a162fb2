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

/// When something starts or is due: a whole day, or an instant. In order of time a day stands after
/// its instants: what is due on a day may be done until its end.
struct DateOrTime {
    Timestamp time;  ///< of a day: its last millisecond in UTC
    bool is_date = false;

    DateOrTime() = default;
    DateOrTime(Timestamp instant) : time(instant) {}
    DateOrTime(Date day);
    auto operator<=>(DateOrTime const&) const = default;
    Timestamp begins_at() const;  ///< of a day: its first millisecond in UTC
    /// The form of a Date or of a Timestamp.
    static std::optional<DateOrTime> from_text(std::string_view text);
};

/// `2026-11-21` or `2026-11-21T14:03:07.512Z`.
std::string to_text(DateOrTime const& when);

}  // namespace atelier
