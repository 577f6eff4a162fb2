#pragma once

#include <optional>
#include <string>

#include "projections/core/column.hpp"

namespace atelier::projections::activity {

inline std::string in_words(std::string const& text) { return text; }
inline std::string in_words(std::int64_t number) { return std::to_string(number); }
inline std::string in_words(Timestamp time) { return to_text(time); }
inline std::string in_words(Date date) { return to_text(date); }
inline std::string in_words(DateOrTime const& when) { return to_text(when); }
template <class Enum>
    requires std::is_enum_v<Enum>
std::string in_words(Enum value) {
    return Column<Enum>::text(value);
}
template <class T>
std::optional<std::string> in_words(std::optional<T> const& value) {
    if (!value) return std::nullopt;
    return in_words(*value);
}

}  // namespace atelier::projections::activity
