#include "eventstore/keys/open_sealed.hpp"

#include "schemas/codec/json.hpp"

namespace atelier::eventstore {
namespace {

struct Opener {
    KeyRing& keys;
    std::function<bool(UserId)> const& may_open;
};

/// What codec::Personal writes: exactly a subject and what is sealed with that person's key.
struct SealedValue {
    UserId subject;
    Sealed sealed;
};

std::optional<SealedValue> sealed_value(codec::Value value) {
    auto const subject = value.member("subject");
    auto const sealed = value.member("sealed");
    if (!subject || !sealed) return std::nullopt;
    auto const id = UserId::from_text(subject->as_string().value_or(""));
    auto const text = sealed->as_string();
    if (!id || !text) return std::nullopt;
    return SealedValue{*id, {std::string{*text}}};
}

void write_opened(std::string& out, codec::Value value, Opener const& opener) {
    if (auto const sealed = sealed_value(value)) {
        bool const may = !opener.may_open || opener.may_open(sealed->subject);
        out +=
            may ? opener.keys.open_json(sealed->subject, sealed->sealed).value_or("null") : "null";
    } else if (value.is_object()) {
        char before = '{';
        for (auto const [name, member] : value.members()) {
            out += before;
            codec::write(out, std::string{name});
            out += ':';
            write_opened(out, member, opener);
            before = ',';
        }
        out += before == '{' ? "{}" : "}";
    } else if (value.is_array()) {
        char before = '[';
        for (auto const element : value.elements()) {
            out += before;
            write_opened(out, element, opener);
            before = ',';
        }
        out += before == '[' ? "[]" : "]";
    } else {
        out += value.raw();
    }
}

}  // namespace

std::string open_sealed(std::string const& json, KeyRing& keys,
                        std::function<bool(UserId)> const& may_open) {
    auto const document = codec::Document::parse(json);
    if (!document) return "null";
    std::string out;
    write_opened(out, document->root(), {keys, may_open});
    return out;
}

}  // namespace atelier::eventstore
