#include "api/http/utf8.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace atelier::api {
namespace {

bool is_continuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

/// The length of the well-formed sequence at the start of `text` (not empty), 0 when there is none:
/// table 3-7 of the Unicode standard.
std::size_t sequence_length(std::string_view text) {
    auto const at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    unsigned char const lead = at(0);
    if (lead < 0x80) return 1;
    if (lead < 0xC2 || lead > 0xF4) return 0;
    std::size_t const length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if (!is_continuation(at(i))) return 0;
    }
    if (lead == 0xE0 && at(1) < 0xA0) return 0;
    if (lead == 0xED && at(1) > 0x9F) return 0;
    if (lead == 0xF0 && at(1) < 0x90) return 0;
    if (lead == 0xF4 && at(1) > 0x8F) return 0;
    return length;
}

/// Most text is ASCII: eight bytes at a time.
std::size_t ascii_prefix(std::string_view text) {
    std::size_t length = 0;
    for (std::uint64_t word = 0; length + 8 <= text.size(); length += 8) {
        std::memcpy(&word, text.data() + length, 8);
        if (word & 0x8080808080808080ULL) break;
    }
    return length;
}

}  // namespace

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        text.remove_prefix(ascii_prefix(text));
        if (text.empty()) break;
        std::size_t const length = sequence_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

}  // namespace atelier::api
