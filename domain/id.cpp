#include "domain/id.hpp"

namespace atelier {
namespace {

constexpr std::uint8_t no_digit = 0xff;

/// The value of each character as a hexadecimal digit. Ids are read and written many times for each
/// event, so both go by tables.
constexpr std::array<std::uint8_t, 256> hex_values = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(no_digit);
    for (std::uint8_t i = 0; i < 10; ++i) values['0' + i] = i;
    for (std::uint8_t i = 0; i < 6; ++i) {
        values['a' + i] = static_cast<std::uint8_t>(10 + i);
        values['A' + i] = static_cast<std::uint8_t>(10 + i);
    }
    return values;
}();

/// Where the two digits of each byte stand.
constexpr std::array<std::uint8_t, 16> digit_places{0,  2,  4,  6,  9,  11, 14, 16,
                                                    19, 21, 24, 26, 28, 30, 32, 34};

}  // namespace

std::string to_text(Uuid const& uuid) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text(36, '-');
    for (std::size_t i = 0; i < 16; ++i) {
        text[digit_places[i]] = digits[uuid.bytes[i] >> 4];
        text[digit_places[i] + 1u] = digits[uuid.bytes[i] & 15];
    }
    return text;
}

std::optional<Uuid> uuid_from_text(std::string_view text) {
    if (text.size() != 36) return std::nullopt;
    if (text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-')
        return std::nullopt;
    Uuid uuid;
    std::uint8_t seen = 0;
    for (std::size_t i = 0; i < 16; ++i) {
        auto const high = hex_values[static_cast<std::uint8_t>(text[digit_places[i]])];
        auto const low = hex_values[static_cast<std::uint8_t>(text[digit_places[i] + 1u])];
        seen |= high | low;  // a digit has no high bits
        uuid.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    if (seen > 0xf) return std::nullopt;
    return uuid;
}

}  // namespace atelier
