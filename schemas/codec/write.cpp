#include "schemas/codec/type_ops.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "domain/require.hpp"
#include "schemas/codec/base64.hpp"
#include "schemas/codec/codec_of_struct.hpp"

namespace atelier::codec {
namespace {

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

void write_escape(std::string& out, char c) {
    static constexpr char digits[] = "0123456789abcdef";
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            out += "\\u00";
            out += digits[static_cast<unsigned char>(c) >> 4];
            out += digits[static_cast<unsigned char>(c) & 15];
    }
}

template <class Number, class... Format>
void write_number(std::string& out, Number number, Format... format) {
    std::array<char, 32> digits;
    auto const last = digits.data() + digits.size();
    out.append(digits.data(), std::to_chars(digits.data(), last, number, format...).ptr);
}

// Members of the active object of one JSON object; `is_first` until one has been written.
void write_members(std::string& out, StructInfo const& info, void const* object, bool is_first) {
    for (auto const& member : info.members) {
        // Writing does not change what `place` points to; the table serves reading as well.
        void const* const value = member.place(const_cast<void*>(object));
        if (member.type->is_absent && member.type->is_absent(value)) continue;
        if (!is_first) out += ',';
        is_first = false;
        // Identifiers need no escapes.
        out += '"';
        out += member.name;
        out += "\":";
        member.type->write(out, value);
    }
}

}  // namespace

void write_bool(std::string& out, void const* value) {
    out += *static_cast<bool const*>(value) ? "true" : "false";
}

void write_double(std::string& out, void const* value) {
    double const number = *static_cast<double const*>(value);
    require(std::isfinite(number), "a number in JSON must be finite");
    // An integer of 20 digits or more would be refused on reading.
    constexpr double first_written_with_exponent = 1e15;
    if (std::abs(number) < first_written_with_exponent)
        write_number(out, number);
    else
        write_number(out, number, std::chars_format::scientific);
}

void write_integer(std::string& out, std::int64_t number) { write_number(out, number); }
void write_integer(std::string& out, std::uint64_t number) { write_number(out, number); }

void write_string(std::string& out, std::string_view text) {
    out += '"';
    std::size_t written = 0;
    for (std::size_t place = 0; place < text.size(); ++place) {
        if (!needs_escape(text[place])) continue;
        out.append(text, written, place - written);
        write_escape(out, text[place]);
        written = place + 1;
    }
    out.append(text, written);
    out += '"';
}

void write_enumerator(std::string& out, EnumInfo info, std::int64_t value) {
    for (auto const& enumerator : info) {
        if (enumerator.value != value) continue;
        out += '"';
        for (char const c : enumerator.name) out += to_upper(c);
        out += '"';
        return;
    }
    require(false, "an enum in JSON must hold a described enumerator");
}

void write_sequence(std::string& out, SequenceInfo const& info, void const* sequence) {
    out += '[';
    auto const size = info.size(sequence);
    for (std::size_t index = 0; index < size; ++index) {
        if (index != 0) out += ',';
        info.element->write(out, info.at(sequence, index));
    }
    out += ']';
}

void write_map(std::string& out, MapInfo const& info, void const* map) {
    struct Context {
        std::string& out;
        TypeOps const* value;
        bool is_first = true;
    } context{out, info.value};
    out += '{';
    info.for_each(map, &context, [](void* opaque, std::string const& key, void const* value) {
        auto& self = *static_cast<Context*>(opaque);
        if (!self.is_first) self.out += ',';
        self.is_first = false;
        write_string(self.out, key);
        self.out += ':';
        self.value->write(self.out, value);
    });
    out += '}';
}

void write_struct(std::string& out, StructInfo const& info, void const* object) {
    out += '{';
    write_members(out, info, object, true);
    out += '}';
}

void write_variant(std::string& out, VariantInfo const& info, void const* variant) {
    auto const index = info.index(variant);
    require(index < info.alternatives.size(), "a variant in JSON must have a value");
    auto const& alternative = info.alternatives[index];
    out += "{\"type\":";
    write_string(out, alternative.wire_name);
    write_members(out, *alternative.type, info.active(variant), false);
    out += '}';
}

std::optional<Base64Text> Base64Text::from_text(std::string_view text) {
    if (!base64_decode(text)) return std::nullopt;
    return Base64Text{std::string(text)};
}

std::string to_text(Base64Text const& base64) { return base64.text; }

}  // namespace atelier::codec
