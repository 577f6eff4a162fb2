#include "schemas/codec/base64.hpp"

#include <array>
#include <cstdint>

namespace atelier::codec {
namespace {

using Alphabet = char const[65];
constexpr Alphabet standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr Alphabet url_safe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

using Digits = std::array<std::int8_t, 256>;

constexpr Digits digits_of(Alphabet const& alphabet) {
    Digits digits;
    digits.fill(-1);
    for (int value = 0; value < 64; ++value) {
        digits[static_cast<unsigned char>(alphabet[value])] = static_cast<std::int8_t>(value);
    }
    return digits;
}

constexpr Digits standard_digits = digits_of(standard);
constexpr Digits url_safe_digits = digits_of(url_safe);

std::string encode(std::string_view bytes, Alphabet const& alphabet) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t bits = 0;
    int count = 0;
    for (unsigned char const byte : bytes) {
        bits = bits << 8 | byte;
        for (count += 8; count >= 6;) text += alphabet[bits >> (count -= 6) & 63];
    }
    if (count > 0) text += alphabet[bits << (6 - count) & 63];
    return text;
}

std::optional<std::string> decode(std::string_view text, Digits const& digits) {
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    int count = 0;
    for (unsigned char const character : text) {
        if (digits[character] < 0) return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(digits[character]);
        count += 6;
        if (count >= 8) bytes += static_cast<char>(bits >> (count -= 8) & 255);
    }
    // What is left over of the last character must be zero: one value, one text.
    if (bits & ((1U << count) - 1)) return std::nullopt;
    return bytes;
}

}  // namespace

std::string base64_encode(std::string_view bytes) {
    auto text = encode(bytes, standard);
    while (text.size() % 4 != 0) text += '=';
    return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
    return decode(text, standard_digits);
}

std::string base64url_encode(std::string_view bytes) { return encode(bytes, url_safe); }

std::optional<std::string> base64url_decode(std::string_view text) {
    return decode(text, url_safe_digits);
}

}  // namespace atelier::codec
