#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "domain/personal.hpp"
#include "domain/require.hpp"
#include "schemas/codec/codec_of.hpp"

/// `CodecOf<T>` for everything that is a JSON object.
namespace atelier::codec {

template <StructType T, class Descriptor>
void* place_of(void* object) {
    return &(static_cast<T*>(object)->*Descriptor::pointer);
}

template <StructType T, class Descriptor>
consteval Member make_member() {
    using Type = DescribedType<Descriptor>;
    static_assert(Codable<Type>,
                  "a member's type has no JSON form; schemas/codec/json.hpp lists those that do");
    return {Descriptor::name, place_of<T, Descriptor>, &ops_of<Type>};
}

template <StructType T>
inline constexpr auto members_of = []<class... Descriptors>(boost::mp11::mp_list<Descriptors...>) {
    static_assert(check_description<T>());
    static_assert(sizeof...(Descriptors) <= 64, "StructReader counts members in 64 bits");
    return std::array<Member, sizeof...(Descriptors)>{make_member<T, Descriptors>()...};
}(DescribedMembers<T>{});

template <class T>
consteval char const* schema_name_or_null() {
    if constexpr (requires { T::schema_name; })
        return T::schema_name;
    else
        return nullptr;
}

template <class T>
consteval char const* json_schema_or_null() {
    if constexpr (requires { T::json_schema; })
        return T::json_schema;
    else
        return nullptr;
}

template <StructType T>
inline constexpr StructInfo info_of{qualified_name<T>(), schema_name_or_null<T>(),
                                    json_schema_or_null<T>(), members_of<T>};

template <StructType T>
struct CodecOf<T> {
    static void write(std::string& out, void const* value) { write_struct(out, info_of<T>, value); }
    static void read(void* into, Value json, Reader& reader) {
        read_struct(into, json, reader, info_of<T>);
    }
    static void schema(SchemaSink& sink) { write_struct_reference(sink, info_of<T>); }
};

template <StructType T>
consteval bool has_member_type() {
    for (auto const& member : members_of<T>) {
        if (member.name == "type") return true;
    }
    return false;
}

template <StructType... T>
    requires(sizeof...(T) > 0 && (Codable<T> && ...))
struct CodecOf<std::variant<T...>> {
    using Variant = std::variant<T...>;

    template <class Type>
    static consteval Alternative make_alternative() {
        static_assert(!has_member_type<Type>(),
                      "\"type\" tells the alternatives of a variant apart and can be no member");
        return {wire_name_of<Type>(), &info_of<Type>, [](void* variant) -> void* {
                    return &static_cast<Variant*>(variant)->template emplace<Type>();
                }};
    }
    static constexpr std::array<Alternative, sizeof...(T)> alternatives{make_alternative<T>()...};
    static constexpr VariantInfo info{
        alternatives,
        [](void const* variant) { return static_cast<Variant const*>(variant)->index(); },
        [](void const* variant) {
            return std::visit([](auto const& active) -> void const* { return &active; },
                              *static_cast<Variant const*>(variant));
        }};

    static void write(std::string& out, void const* value) { write_variant(out, info, value); }
    static void read(void* into, Value json, Reader& reader) {
        read_variant(into, json, reader, info);
    }
    static void schema(SchemaSink& sink) { write_variant_schema(sink, info); }
};

template <Element T>
struct CodecOf<std::map<std::string, T>> {
    using Map = std::map<std::string, T>;
    static constexpr MapInfo info{
        &ops_of<T>,
        [](void const* map, void* context, MapInfo::Visit visit) {
            for (auto const& [key, value] : *static_cast<Map const*>(map)) {
                visit(context, key, &value);
            }
        },
        [](void* map, std::string_view key) -> void* {
            auto const [place, is_new] = static_cast<Map*>(map)->try_emplace(std::string(key));
            return is_new ? &place->second : nullptr;
        }};

    static void write(std::string& out, void const* value) { write_map(out, info, value); }
    static void read(void* into, Value json, Reader& reader) {
        static_cast<Map*>(into)->clear();
        read_map(into, json, reader, info);
    }
    static void schema(SchemaSink& sink) { write_map_schema(sink, ops_of<T>); }
};

/// Base64 with a check of its form; what it holds is for who opens it.
struct Base64Text {
    static constexpr char const* json_form = "base64 text";
    static constexpr char const* json_schema = R"({"type":"string","contentEncoding":"base64"})";
    static std::optional<Base64Text> from_text(std::string_view text);
    std::string text;
};
std::string to_text(Base64Text const& base64);

/// What a Personal is in JSON, whatever it holds.
struct SealedPersonal {
    UserId subject;
    Base64Text sealed;
};
BOOST_DESCRIBE_STRUCT(SealedPersonal, (), (subject, sealed))

template <Element T>
struct CodecOf<Personal<T>> {
    static void write(std::string& out, void const* value) {
        auto const& personal = *static_cast<Personal<T> const*>(value);
        auto const* sealed = std::get_if<Sealed>(&personal.content);
        require(sealed != nullptr, "a Personal must be sealed before it is written");
        SealedPersonal const form{personal.subject, {sealed->ciphertext}};
        CodecOf<SealedPersonal>::write(out, &form);
    }
    static void read(void* into, Value json, Reader& reader) {
        SealedPersonal form;
        auto const errors_before = reader.error_count();
        CodecOf<SealedPersonal>::read(&form, json, reader);
        if (reader.error_count() != errors_before) return;
        *static_cast<Personal<T>*>(into) = {form.subject, Sealed{std::move(form.sealed.text)}};
    }
    static void schema(SchemaSink& sink) { write_struct_schema(sink, info_of<SealedPersonal>); }
};

}  // namespace atelier::codec
