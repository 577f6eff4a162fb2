#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "domain/id.hpp"
#include "domain/personal.hpp"
#include "domain/text.hpp"
#include "domain/time.hpp"
#include "schemas/codec/reflection.hpp"
#include "schemas/codec/type_ops.hpp"

/// One `CodecOf<T>` per kind of type: the thin layer that turns types into the tables of
/// type_ops.hpp.
namespace atelier::codec {

template <class T>
struct CodecOf;

/// Has a JSON form. Of a described struct, the members are checked when the form is first used.
template <class T>
concept Codable = std::default_initializable<T> && requires { sizeof(CodecOf<T>); };

template <class T>
inline constexpr bool is_patch = false;
template <class T>
inline constexpr bool is_patch<Patch<T>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

/// What stands inside containers: not a Patch, whose `keep` only a missing member can say.
template <class T>
concept Element = Codable<T> && !is_patch<T>;

template <class T>
inline constexpr TypeOps ops_of{CodecOf<T>::write, CodecOf<T>::read, CodecOf<T>::schema};

template <class T>
inline constexpr TypeOps ops_of<std::optional<T>>{
    CodecOf<std::optional<T>>::write, CodecOf<std::optional<T>>::read,
    CodecOf<std::optional<T>>::schema,
    [](void const* value) { return !static_cast<std::optional<T> const*>(value)->has_value(); },
    [](void* value) { static_cast<std::optional<T>*>(value)->reset(); }};

template <class T>
inline constexpr TypeOps ops_of<Patch<T>>{
    CodecOf<Patch<T>>::write, CodecOf<Patch<T>>::read, CodecOf<Patch<T>>::schema,
    [](void const* value) { return static_cast<Patch<T> const*>(value)->is_kept(); },
    [](void* value) { *static_cast<Patch<T>*>(value) = Patch<T>{}; }};

template <>
struct CodecOf<bool> {
    static constexpr auto write = write_bool;
    static constexpr auto read = read_bool;
    static void schema(SchemaSink& sink) { sink.text += R"({"type":"boolean"})"; }
};

template <>
struct CodecOf<double> {
    static constexpr auto write = write_double;
    static constexpr auto read = read_double;
    static void schema(SchemaSink& sink) { sink.text += R"({"type":"number"})"; }
};

template <>
struct CodecOf<std::string> {
    static void write(std::string& out, void const* value) {
        write_string(out, *static_cast<std::string const*>(value));
    }
    static void read(void* into, Value json, Reader& reader) {
        if (auto text = read_string(json, reader)) {
            static_cast<std::string*>(into)->assign(*text);
        }
    }
    static void schema(SchemaSink& sink) { sink.text += R"({"type":"string"})"; }
};

template <class T>
concept Integer = std::integral<T> && (sizeof(T) == 4 || sizeof(T) == 8) &&
                  !std::same_as<T, char32_t> && !std::same_as<T, wchar_t>;

template <Integer T>
struct CodecOf<T> {
    using Limits = std::numeric_limits<T>;
    using Widest = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;

    static void write(std::string& out, void const* value) {
        write_integer(out, static_cast<Widest>(*static_cast<T const*>(value)));
    }
    static void read(void* into, Value json, Reader& reader) {
        std::optional<Widest> number;
        if constexpr (std::is_signed_v<T>) {
            number = read_integer(json, reader, Limits::min(), Limits::max());
        } else {
            number = read_natural(json, reader, Limits::max());
        }
        if (number) *static_cast<T*>(into) = static_cast<T>(*number);
    }
    static void schema(SchemaSink& sink) {
        sink.text +=
            !std::is_signed_v<T>
                ? (sizeof(T) == 4 ? R"({"type":"integer","minimum":0,"maximum":4294967295})"
                                  : R"({"type":"integer","minimum":0})")
                : (sizeof(T) == 4 ? R"({"type":"integer","format":"int32"})"
                                  : R"({"type":"integer","format":"int64"})");
    }
};

template <DescribedEnum T>
inline constexpr auto enumerators_of =
    []<class... Descriptors>(boost::mp11::mp_list<Descriptors...>) {
        return std::array<Enumerator, sizeof...(Descriptors)>{
            Enumerator{Descriptors::name, static_cast<std::int64_t>(Descriptors::value)}...};
    }(boost::mp11::mp_rename<boost::describe::describe_enumerators<T>, boost::mp11::mp_list>{});

template <DescribedEnum T>
struct CodecOf<T> {
    static void write(std::string& out, void const* value) {
        write_enumerator(out, enumerators_of<T>,
                         static_cast<std::int64_t>(*static_cast<T const*>(value)));
    }
    static void read(void* into, Value json, Reader& reader) {
        auto const value = read_enumerator(json, reader, enumerators_of<T>);
        if (value) *static_cast<T*>(into) = static_cast<T>(*value);
    }
    static void schema(SchemaSink& sink) { write_enum_schema(sink, enumerators_of<T>); }
};

/// The schema of a text value, and what its text must be: "must be a valid {form}". A wrong id,
/// time or date is malformed; other text values have rules, so that a wrong one is unacceptable.
template <class T>
struct TextForm {
    static constexpr bool is_plain = false;
    static constexpr std::string_view form() {
        if constexpr (requires { T::json_form; })
            return T::json_form;
        else
            return unqualified(qualified_name<T>());
    }
    static constexpr std::string_view schema() {
        if constexpr (requires { T::json_schema; })
            return T::json_schema;
        else
            return R"({"type":"string"})";
    }
};

template <class Tag>
struct TextForm<Id<Tag>> {
    static constexpr bool is_plain = true;
    static constexpr std::string_view form() { return "UUID"; }
    static constexpr std::string_view schema() { return R"({"type":"string","format":"uuid"})"; }
};

template <>
struct TextForm<Timestamp> {
    static constexpr bool is_plain = true;
    static constexpr std::string_view form() { return "time such as 2026-11-21T14:03:07.512Z"; }
    static constexpr std::string_view schema() {
        return R"({"type":"string","format":"date-time"})";
    }
};

template <>
struct TextForm<Date> {
    static constexpr bool is_plain = true;
    static constexpr std::string_view form() { return "date such as 2026-11-21"; }
    static constexpr std::string_view schema() { return R"({"type":"string","format":"date"})"; }
};

template <>
struct TextForm<DateOrTime> {
    static constexpr bool is_plain = true;
    static constexpr std::string_view form() {
        return "date such as 2026-11-21 or time such as 2026-11-21T14:03:07.512Z";
    }
    static constexpr std::string_view schema() {
        return R"({"type":"string","anyOf":[{"format":"date"},{"format":"date-time"}]})";
    }
};

template <TextValue T>
struct CodecOf<T> {
    static void write(std::string& out, void const* value) {
        write_string(out, to_text(*static_cast<T const*>(value)));
    }
    static void read(void* into, Value json, Reader& reader) {
        auto const text = read_string(json, reader);
        if (!text) return;
        if (auto value = T::from_text(*text))
            *static_cast<T*>(into) = std::move(*value);
        else
            reader.invalid(TextForm<T>::form(), TextForm<T>::is_plain);
    }
    static void schema(SchemaSink& sink) { sink.text += TextForm<T>::schema(); }
};

template <std::size_t Min, std::size_t Max>
struct CodecOf<Text<Min, Max>> {
    static void write(std::string& out, void const* value) {
        write_string(out, static_cast<Text<Min, Max> const*>(value)->value);
    }
    static void read(void* into, Value json, Reader& reader) {
        if (auto text = read_limited(json, reader, Min, Max)) {
            static_cast<Text<Min, Max>*>(into)->value.assign(*text);
        }
    }
    static void schema(SchemaSink& sink) { write_length_schema(sink, Min, Max); }
};

template <>
struct CodecOf<RawJson> {
    static void write(std::string& out, void const* value) {
        out += static_cast<RawJson const*>(value)->text;
    }
    static void read(void* into, Value json, Reader& reader) {
        read_raw(static_cast<RawJson*>(into)->text, json, reader);
    }
    static void schema(SchemaSink& sink) { sink.text += "{}"; }
};

template <Element T>
    requires(!is_optional<T>)
struct CodecOf<std::optional<T>> {
    static void write(std::string& out, void const* value) {
        auto const& optional = *static_cast<std::optional<T> const*>(value);
        if (optional)
            CodecOf<T>::write(out, &*optional);
        else
            out += "null";
    }
    static void read(void* into, Value json, Reader& reader) {
        auto& optional = *static_cast<std::optional<T>*>(into);
        if (json.is_null())
            optional.reset();
        else
            CodecOf<T>::read(&optional.emplace(), json, reader);
    }
    static void schema(SchemaSink& sink) { CodecOf<T>::schema(sink); }
};

template <Element T>
    requires(!is_optional<T>)
struct CodecOf<Patch<T>> {
    static void write(std::string& out, void const* value) {
        auto const& patch = *static_cast<Patch<T> const*>(value);
        if (patch.is_set())
            CodecOf<T>::write(out, &patch.value);
        else
            out += "null";
    }
    static void read(void* into, Value json, Reader& reader) {
        auto& patch = *static_cast<Patch<T>*>(into);
        patch.kind = json.is_null() ? Patch<T>::Kind::clear : Patch<T>::Kind::set;
        if (patch.is_set()) CodecOf<T>::read(&patch.value, json, reader);
    }
    static void schema(SchemaSink& sink) { write_nullable_schema(sink, ops_of<T>); }
};

template <Element T>
struct CodecOf<std::vector<T>> {
    static_assert(!std::same_as<T, bool>, "elements of vector<bool> have no address");
    using Vector = std::vector<T>;
    static constexpr SequenceInfo info{
        &ops_of<T>, [](void const* vector) { return static_cast<Vector const*>(vector)->size(); },
        [](void const* vector, std::size_t index) -> void const* {
            return &(*static_cast<Vector const*>(vector))[index];
        },
        [](void* vector) -> void* { return &static_cast<Vector*>(vector)->emplace_back(); }};

    static void write(std::string& out, void const* value) { write_sequence(out, info, value); }
    static void read(void* into, Value json, Reader& reader) {
        static_cast<Vector*>(into)->clear();
        read_sequence(into, json, reader, info);
    }
    static void schema(SchemaSink& sink) { write_sequence_schema(sink, ops_of<T>); }
};

}  // namespace atelier::codec
