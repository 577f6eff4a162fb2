#include "commands/core/folded.hpp"

namespace atelier::commands {
namespace {

/// The small letter of a two-byte character (U+0080 to U+07FF).
unsigned small(unsigned c) {
    bool const is_latin_1 = c >= 0xc0 && c <= 0xde && c != 0xd7;
    bool const is_greek = c >= 0x391 && c <= 0x3a9;
    bool const is_cyrillic = c >= 0x410 && c <= 0x42f;
    if (is_latin_1 || is_greek || is_cyrillic) return c + 0x20;
    if (c >= 0x400 && c <= 0x40f) return c + 0x50;
    // Latin Extended-A: pairs whose capital is even, but for two stretches where it is odd.
    bool const is_odd_pair = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e);
    bool const is_even_pair = (c >= 0x100 && c <= 0x137) || (c >= 0x14a && c <= 0x177);
    if ((is_odd_pair && c % 2 == 1) || (is_even_pair && c % 2 == 0)) return c + 1;
    return c;
}

}  // namespace

std::string folded(std::string_view name) {
    std::string text;
    for (std::size_t at = 0; at < name.size(); ++at) {
        auto const byte = static_cast<unsigned char>(name[at]);
        if (byte >= 'A' && byte <= 'Z') {
            text += static_cast<char>(byte - 'A' + 'a');
        } else if (byte >= 0xc2 && byte <= 0xdf && at + 1 < name.size()) {
            auto const next = static_cast<unsigned char>(name[++at]);
            auto const c = small((byte & 0x1fU) << 6 | (next & 0x3fU));
            text += static_cast<char>(0xc0 | c >> 6);
            text += static_cast<char>(0x80 | (c & 0x3f));
        } else {
            text += name[at];
        }
    }
    return text;
}

}  // namespace atelier::commands
