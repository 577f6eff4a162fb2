#include "schemas/codec/parser.hpp"
#include "schemas/codec/type_ops.hpp"

#include <algorithm>

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

/// Members mostly come in the order of their description, so the search starts where it last ended.
std::size_t find_member(std::span<Member const> members, std::string_view name, std::size_t start) {
    for (std::size_t tried = 0; tried < members.size(); ++tried) {
        auto const index = start + tried < members.size() ? start + tried
                                                          : start + tried - members.size();
        if (members[index].name == name) return index;
    }
    return members.size();
}

/// One object on its way into a struct.
class StructReader {
public:
    StructReader(void* object, StructInfo const& info, Reader& reader)
        : object_(object), info_(info), reader_(reader) {}

    /// `tag` is the name of a member that has been read already, or empty.
    void read(Value json, std::string_view tag) {
        bool has_tag = false;
        for (auto const& [name, value] : json.members()) {
            if (reader_.is_full()) return;
            Reader::Step const step(reader_, name);
            if (!tag.empty() && name == tag) {
                if (std::exchange(has_tag, true)) repeated();
            } else {
                read_member(name, value);
            }
        }
        finish_missing();
    }

private:
    void read_member(std::string_view name, Value value) {
        auto const index = find_member(info_.members, name, next_);
        if (index == info_.members.size()) {
            if (reader_.rejects_unknown()) reader_.malformed("is not a known member");
            return;
        }
        next_ = index + 1;
        auto const bit = std::uint64_t{1} << index;
        if (seen_ & bit) return repeated();
        seen_ |= bit;
        auto const& member = info_.members[index];
        member.type->read(member.place(object_), value, reader_);
    }

    void repeated() {
        if (reader_.rejects_unknown()) reader_.malformed("appears twice");
    }

    void finish_missing() {
        for (std::size_t index = 0; index < info_.members.size(); ++index) {
            if (seen_ & std::uint64_t{1} << index) continue;
            auto const& member = info_.members[index];
            if (member.type->make_absent) {
                member.type->make_absent(member.place(object_));
            } else {
                Reader::Step const step(reader_, member.name);
                reader_.malformed("is required");
            }
        }
    }

    void* object_;
    StructInfo const& info_;
    Reader& reader_;
    std::uint64_t seen_ = 0;
    std::size_t next_ = 0;
};

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

template <class Names>
std::string one_of(Names const& names) {
    std::string message = "must be one of";
    char separator = ' ';
    for (std::string_view const name : names) {
        message += separator;
        if (separator == ',') message += ' ';
        message += name;
        separator = ',';
    }
    return message;
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
    if (auto const value = json.as_bool()) *static_cast<bool*>(into) = *value;
    else reader.malformed("must be true or false");
}

void read_double(void* into, Value json, Reader& reader) {
    if (auto const value = json.as_double()) *static_cast<double*>(into) = *value;
    else reader.malformed("must be a number");
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

std::optional<std::int64_t> read_integer(Value json, Reader& reader, std::int64_t least,
                                         std::int64_t most) {
    auto const number = json.as_int64();
    if (number && least <= *number && *number <= most) return number;
    if (number || json.as_uint64()) out_of_range(reader, least, most);
    else reader.malformed("must be an integer");
    return std::nullopt;
}

std::optional<std::uint64_t> read_natural(Value json, Reader& reader, std::uint64_t most) {
    auto const number = json.as_uint64();
    if (number && *number <= most) return number;
    if (number || json.as_int64()) out_of_range(reader, std::uint64_t{0}, most);
    else reader.malformed("must be an integer");
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
    if (text) reader.unacceptable(one_of(names));
    else reader.malformed(one_of(names));
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

void read_struct(void* into, Value json, Reader& reader, StructInfo const& info) {
    if (!json.is_object()) return reader.malformed("must be an object");
    StructReader(into, info, reader).read(json, {});
}

void read_variant(void* into, Value json, Reader& reader, VariantInfo const& info) {
    if (!json.is_object()) return reader.malformed("must be an object");
    auto const tag = json.member("type");
    auto const name = tag ? tag->as_string() : std::nullopt;
    for (auto const& alternative : info.alternatives) {
        if (name != alternative.wire_name) continue;
        auto* const object = alternative.emplace(into);
        return StructReader(object, *alternative.type, reader).read(json, "type");
    }
    Reader::Step const step(reader, "type");
    std::vector<std::string_view> names;
    for (auto const& alternative : info.alternatives) names.push_back(alternative.wire_name);
    if (!tag) reader.malformed("is required");
    else if (!name) reader.malformed(one_of(names));
    else reader.unacceptable(one_of(names));
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
