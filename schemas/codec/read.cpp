#include "schemas/codec/type_ops.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "schemas/codec/parser.hpp"

namespace atelier::codec {
namespace {

constexpr std::string_view no_nul = "must not contain the character U+0000";

/// A name in a path, cut so that an error stays short whatever a client sends.
std::string_view shortened(std::string_view name) {
    constexpr std::size_t longest = 64;
    if (name.size() <= longest) return name;
    auto size = longest;
    while (size > 0 && (name[size] & 0xC0) == 0x80) --size;
    return name.substr(0, size);
}

std::size_t count_code_points(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

bool has_nul(std::string_view text) { return text.find('\0') != text.npos; }

bool is_in_upper_case(std::string_view text, std::string_view name) {
    return std::ranges::equal(text, name, {}, {}, to_upper);
}

template <class Number>
void out_of_range(Reader& reader, Number least, Number most) {
    reader.unacceptable("must be between " + std::to_string(least) + " and " +
                        std::to_string(most));
}

/// What is passed on unread must still be storable.
void check_no_nul(Value json, Reader& reader) {
    if (auto const text = json.as_string()) {
        if (has_nul(*text)) reader.unacceptable(std::string(no_nul));
        return;
    }
    std::size_t index = 0;
    for (Value const element : json.elements()) {
        Reader::Step const step(reader, index++);
        check_no_nul(element, reader);
    }
    for (auto const& [name, value] : json.members()) {
        Reader::Step const step(reader, name);
        if (has_nul(name)) reader.unacceptable(std::string(no_nul));
        check_no_nul(value, reader);
    }
}

}  // namespace

void Reader::fail(std::string message, bool malformed) {
    if (is_full()) return;
    std::string path;
    append_path(path, path_);
    errors_.push_back({std::move(path), std::move(message), malformed});
}

void Reader::invalid(std::string_view form, bool malformed) {
    fail("must be a valid " + std::string(form), malformed);
}

void Reader::not_one_of(std::span<std::string const> names, bool malformed) {
    std::string message = "must be one of";
    for (auto const& name : names) message += (&name == names.data() ? " " : ", ") + name;
    fail(std::move(message), malformed);
}

void Reader::append_path(std::string& path, Step const* step) {
    if (!step) return;
    append_path(path, step->outer_);
    if (step->is_element_) {
        path += '[' + std::to_string(step->index_) + ']';
    } else {
        if (!path.empty()) path += '.';
        path += shortened(step->name_);
    }
}

void read_bool(void* into, Value json, Reader& reader) {
    if (auto const value = json.as_bool())
        *static_cast<bool*>(into) = *value;
    else
        reader.malformed("must be true or false");
}

void read_double(void* into, Value json, Reader& reader) {
    if (auto const value = json.as_double())
        *static_cast<double*>(into) = *value;
    else
        reader.malformed("must be a number");
}

std::optional<std::string_view> read_string(Value json, Reader& reader) {
    auto const text = json.as_string();
    if (!text) {
        reader.malformed("must be a string");
    } else if (has_nul(*text)) {
        reader.unacceptable(std::string(no_nul));
        return std::nullopt;
    }
    return text;
}

/// An integer may be written with a fraction or an exponent, as JSON Schema has it: `7.0` is 7.
std::optional<std::int64_t> whole_number(Value json) {
    if (auto const number = json.as_int64()) return number;
    constexpr auto exact = static_cast<double>(std::int64_t{1} << 53);
    auto const number = json.as_double();
    if (!number || std::trunc(*number) != *number || std::abs(*number) > exact) return std::nullopt;
    return static_cast<std::int64_t>(*number);
}

std::optional<std::int64_t> read_integer(Value json, Reader& reader, std::int64_t least,
                                         std::int64_t most) {
    auto const number = whole_number(json);
    if (number && least <= *number && *number <= most) return number;
    if (number || json.as_uint64())
        out_of_range(reader, least, most);
    else
        reader.malformed("must be an integer");
    return std::nullopt;
}

std::optional<std::uint64_t> read_natural(Value json, Reader& reader, std::uint64_t most) {
    auto number = json.as_uint64();
    auto const whole = whole_number(json);
    if (!number && whole && *whole >= 0) number = static_cast<std::uint64_t>(*whole);
    if (number && *number <= most) return number;
    if (number || whole)
        out_of_range(reader, std::uint64_t{0}, most);
    else
        reader.malformed("must be an integer");
    return std::nullopt;
}

std::optional<std::int64_t> read_enumerator(Value json, Reader& reader, EnumInfo info) {
    auto const text = json.as_string();
    for (auto const& enumerator : info) {
        if (text && is_in_upper_case(*text, enumerator.name)) return enumerator.value;
    }
    std::vector<std::string> names;
    for (auto const& enumerator : info) {
        std::ranges::transform(enumerator.name, std::back_inserter(names.emplace_back()), to_upper);
    }
    reader.not_one_of(names, !text.has_value());
    return std::nullopt;
}

std::optional<std::string_view> read_limited(Value json, Reader& reader, std::size_t least,
                                             std::size_t most) {
    auto const text = read_string(json, reader);
    if (!text) return std::nullopt;
    auto const length = count_code_points(*text);
    if (least <= length && length <= most) return text;
    if (length < least && least == 1) {
        reader.unacceptable("must not be empty");
    } else {
        auto const limit = length < least ? "at least " + std::to_string(least)
                                          : "at most " + std::to_string(most);
        reader.unacceptable("must have " + limit + " characters");
    }
    return std::nullopt;
}

void read_sequence(void* into, Value json, Reader& reader, SequenceInfo const& info) {
    if (!json.is_array()) return reader.malformed("must be an array");
    std::size_t index = 0;
    for (Value const element : json.elements()) {
        if (reader.is_full()) return;
        Reader::Step const step(reader, index++);
        info.element->read(info.append(into), element, reader);
    }
}

void read_map(void* into, Value json, Reader& reader, MapInfo const& info) {
    if (!json.is_object()) return reader.malformed("must be an object");
    for (auto const& [name, value] : json.members()) {
        if (reader.is_full()) return;
        Reader::Step const step(reader, name);
        if (has_nul(name)) {
            reader.unacceptable(std::string(no_nul));
        } else if (void* const place = info.insert(into, name)) {
            info.value->read(place, value, reader);
        } else if (reader.rejects_unknown()) {
            reader.malformed("appears twice");
        }
    }
}

void read_raw(std::string& into, Value json, Reader& reader) {
    check_no_nul(json, reader);
    into = json.raw();
}

std::vector<FieldError> read_value(Value json, Unknown unknown, TypeOps const& type, void* into) {
    Reader reader(unknown);
    type.read(into, json, reader);
    return reader.take_errors();
}

std::vector<FieldError> read_text(std::string_view text, Unknown unknown, TypeOps const& type,
                                  void* into) {
    ParserLease parser;
    auto const root = parser.parse(text);
    if (!root) return {{"", root.error(), true}};
    return read_value(*root, unknown, type, into);
}

}  // namespace atelier::codec
