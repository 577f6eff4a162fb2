#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <string>

#include "domain/time.hpp"

// How PostgreSQL's binary formats have numbers and times.
namespace atelier::eventstore {

template <std::integral Number>
void append_big_endian(std::string& out, Number number) {
    if constexpr (std::endian::native == std::endian::little) number = std::byteswap(number);
    out.append(reinterpret_cast<char const*>(&number), sizeof number);
}

// Its times and days begin in the year 2000.
inline constexpr std::int32_t days_to_2000 = 10'957;
inline constexpr std::int64_t microseconds_to_2000 =
    std::int64_t{days_to_2000} * 86'400 * 1'000'000;

/// A date.
inline std::int32_t binary_of(Date date) { return date.days - days_to_2000; }
/// A timestamptz; `microseconds` since 1970.
inline std::int64_t binary_of_instant(std::int64_t microseconds) {
    return microseconds - microseconds_to_2000;
}

}  // namespace atelier::eventstore
