#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "domain/id.hpp"
#include "domain/time.hpp"
#include "eventstore/crypto/cipher.hpp"

namespace atelier::crypto {

/// The raw bytes of digits that a test writes down.
inline std::string unhex(std::string_view digits) { return hex_decode(digits).value(); }

/// A key of at most 32 bytes, filled up with zeros (which to HMAC is the same key).
inline Key key_from_hex(std::string_view digits) {
    Key key{};
    auto bytes = unhex(digits);
    std::copy(bytes.begin(), bytes.end(), key.begin());
    return key;
}

inline std::string flip_bit(std::string text, std::size_t byte, int bit = 0) {
    text[byte] = static_cast<char>(text[byte] ^ (1 << bit));
    return text;
}

}  // namespace atelier::crypto

namespace atelier {

template <class AnyId>
AnyId numbered(std::uint8_t number) {
    AnyId id;
    id.uuid.bytes[0] = 1;
    id.uuid.bytes[15] = number;
    return id;
}

inline Timestamp time_at(std::string_view text) { return Timestamp::from_text(text).value(); }

inline Timestamp later(Timestamp time, std::int64_t seconds) {
    return {time.milliseconds + seconds * 1000};
}

}  // namespace atelier
