#include "domain/id.hpp"

namespace atelier {
namespace {

int hex_value(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

bool is_dash_place(std::size_t place) {
    return place == 8 || place == 13 || place == 18 || place == 23;
}

}  // namespace

std::string to_text(Uuid const& uuid) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(36);
    for (auto byte : uuid.bytes) {
        if (is_dash_place(text.size())) text += '-';
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::optional<Uuid> uuid_from_text(std::string_view text) {
    if (text.size() != 36) return std::nullopt;
    Uuid uuid;
    std::size_t place = 0;
    for (auto& byte : uuid.bytes) {
        if (is_dash_place(place) && text[place++] != '-') return std::nullopt;
        int const high = hex_value(text[place]);
        int const low = hex_value(text[place + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        byte = static_cast<std::uint8_t>(high << 4 | low);
        place += 2;
    }
    return uuid;
}

}  // namespace atelier
