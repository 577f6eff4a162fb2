#include "schemas/codec/type_ops.hpp"

#include <utility>

namespace atelier::codec {
namespace {

/// Members mostly come in the order of their description, so the search starts where it last ended.
std::size_t find_member(std::span<Member const> members, std::string_view name, std::size_t start) {
    for (std::size_t tried = 0; tried < members.size(); ++tried) {
        auto const index =
            start + tried < members.size() ? start + tried : start + tried - members.size();
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

}  // namespace

void read_struct(void* into, Value json, Reader& reader, StructInfo const& info) {
    if (!json.is_object()) return reader.malformed("must be an object");
    StructReader(into, info, reader).read(json, {});
}

void read_variant(void* into, Value json, Reader& reader, VariantInfo const& info) {
    if (!json.is_object()) return reader.malformed("must be an object");
    auto const tag = json.member("type");
    auto const name = tag ? tag->as_string() : std::nullopt;
    std::vector<std::string> names;
    for (auto const& alternative : info.alternatives) {
        if (name == alternative.wire_name) {
            auto* const object = alternative.emplace(into);
            return StructReader(object, *alternative.type, reader).read(json, "type");
        }
        names.emplace_back(alternative.wire_name);
    }
    Reader::Step const step(reader, "type");
    if (tag) {
        reader.not_one_of(names, !name.has_value());
    } else {
        reader.malformed("is required");
    }
}

}  // namespace atelier::codec
