#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/id.hpp"
#include "domain/time.hpp"

namespace atelier::eventstore {

/// As PostgreSQL's binary formats have numbers.
template <std::integral Number>
void append_big_endian(std::string& out, Number number) {
    if constexpr (std::endian::native == std::endian::little) number = std::byteswap(number);
    out.append(reinterpret_cast<char const*>(&number), sizeof number);
}

/// Values as PostgreSQL's binary formats have them, each behind its length: the elements of arrays
/// and the columns of COPY.
class BinaryValues {
public:
    void add(std::string_view bytes);  ///< for text and bytea
    void add(std::int32_t number);     ///< for int4
    void add(std::int64_t number);     ///< for int8
    void add(Uuid const& uuid);
    void add(bool value);
    void add(double value);
    void add(Date date);
    void add_instant(std::int64_t microseconds);  ///< for timestamptz, since 1970
    void add_jsonb(std::string_view json);
    void add_null();

protected:
    std::string bytes_;
    std::uint32_t values_ = 0;  // so far
    bool has_null_ = false;

private:
    void add_length(std::size_t length);
};

}  // namespace atelier::eventstore
