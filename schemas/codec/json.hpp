#pragma once

#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/codec/codec_of_struct.hpp"
#include "schemas/codec/value.hpp"

/// JSON of described structs: BOOST_DESCRIBE_STRUCT says once what the members are; reading,
/// writing and JSON Schema follow from it. A member's name is its key. `Codable` types are:
///
///   bool, std::string (in UTF-8), double (finite), integers of 32 and 64 bits (`1.0` is none)
///   enums with BOOST_DESCRIBE_ENUM      the enumerator in upper case: in_progress, "IN_PROGRESS"
///   text values                         what `to_text(T)` (found by ADL) writes and the static
///                                       `std::optional<T> T::from_text(string_view)` reads
///   Text<Min, Max>                      a string; its length in code points is checked on reading
///   std::optional<T>                    absent when empty; null is read as empty too
///   Patch<T>, as a member only          absent is keep, null is clear
///   std::vector<T>                      an array
///   std::map<std::string, T>            an object
///   described structs                   aggregates without bases; every member must be described,
///                                       in the order of declaration
///   std::variant of described structs   the members of the alternative after a first one, "type"
///   Personal<T>                         {"subject": id, "sealed": base64}; only when sealed
///   RawJson                             whatever stands there
///
/// A type may say, as `static constexpr char const*` members:
///   wire_name    its "type" in a variant (else its unqualified name)
///   schema_name  its name among the components of OpenAPI (else its unqualified name)
///   json_schema  its JSON Schema (structs and text values)
///   json_form    for the error "must be a valid {json_form}" (text values)
///
/// All functions are safe to call from any thread. Depth is limited to `max_depth`.
namespace atelier::codec {

/// Appends the minified JSON text of `value`. Strings must be UTF-8. A value that has no JSON form
/// (an unsealed Personal, a number that is not finite, an undescribed enumerator) is a bug: aborts.
template <Codable T>
void write(std::string& out, T const& value) {
    CodecOf<T>::write(out, &value);
}

/// Bytes of an object's JSON, more or less: a string that has them at once does not grow by halves.
inline constexpr std::size_t usual_size = 256;

template <Codable T>
std::string to_json(T const& value) {
    std::string out;
    if constexpr (std::is_class_v<T>) out.reserve(usual_size);
    write(out, value);
    return out;
}

/// Reads a T or says everything that is wrong with the text (at most `max_errors` of it).
/// With `Unknown::ignore` the first of several members of one name counts.
template <Codable T>
std::expected<T, std::vector<FieldError>> from_json(std::string_view text,
                                                    Unknown unknown = Unknown::reject) {
    T value{};
    auto errors = read_text(text, unknown, ops_of<T>, &value);
    if (!errors.empty()) return std::unexpected(std::move(errors));
    return value;
}

/// The same for a part of a `Document`; paths are relative to that part.
template <Codable T>
std::expected<T, std::vector<FieldError>> from_value(Value json,
                                                     Unknown unknown = Unknown::reject) {
    T value{};
    auto errors = read_value(json, unknown, ops_of<T>, &value);
    if (!errors.empty()) return std::unexpected(std::move(errors));
    return value;
}

/// JSON Schema 2020-12 of T; described structs inside it are
/// `{"$ref":"#/components/schemas/Name"}`.
template <Codable T>
std::string schema() {
    SchemaSink sink;
    if constexpr (StructType<T>) {
        write_struct_schema(sink, info_of<T>);
    } else {
        CodecOf<T>::schema(sink);
    }
    return std::move(sink.text);
}

/// How T is referred to from elsewhere: the `$ref` of a described struct, else the same as
/// `schema`.
template <Codable T>
std::string schema_reference() {
    SchemaSink sink;
    CodecOf<T>::schema(sink);
    return std::move(sink.text);
}

/// Adds the schemas of T (when it is a described struct) and of every described struct that it
/// refers to, by schema name. Two types of one name are a bug: aborts.
template <Codable T>
void collect_schemas(std::map<std::string, std::string>& into) {
    collect(into, ops_of<T>);
}

/// The "type" of an alternative in a variant: `T::wire_name`, or else T's unqualified name.
template <StructType T>
constexpr std::string_view wire_name() {
    return wire_name_of<T>();
}

}  // namespace atelier::codec
