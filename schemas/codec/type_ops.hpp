#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/codec/types.hpp"
#include "schemas/codec/value.hpp"

/// The tables that templates fill in (codec_of.hpp) and plain loops walk (read.cpp, write.cpp,
/// schema.cpp), so that a new struct costs a table and no code. `void` pointers point to the type
/// that the table belongs to.
namespace atelier::codec {

class Reader;
struct SchemaSink;

/// What can be done with values of one type.
struct TypeOps {
    void (*write)(std::string& out, void const* value);
    /// After an error `into` holds nothing of use.
    void (*read)(void* into, Value json, Reader& reader);
    void (*schema)(SchemaSink& sink);
    /// Both null unless a member of this type may be left out.
    bool (*is_absent)(void const* value) = nullptr;
    void (*make_absent)(void* value) = nullptr;
};

struct Member {
    std::string_view name;
    void* (*place)(void* object);
    TypeOps const* type;
};

struct StructInfo {
    std::string_view qualified_name;
    char const* schema_name;  ///< null unless the type chose one
    char const* json_schema;  ///< null unless the type gives its own
    std::span<Member const> members;
};

struct Enumerator {
    std::string_view name;
    std::int64_t value;
};
using EnumInfo = std::span<Enumerator const>;

struct SequenceInfo {
    TypeOps const* element;
    std::size_t (*size)(void const* sequence);
    void const* (*at)(void const* sequence, std::size_t index);
    void* (*append)(void* sequence);
};

struct MapInfo {
    using Visit = void (*)(void* context, std::string const& key, void const* value);
    TypeOps const* value;
    void (*for_each)(void const* map, void* context, Visit visit);
    void* (*insert)(void* map, std::string_view key);  ///< null when the key is there already
};

struct Alternative {
    std::string_view wire_name;
    StructInfo const* type;
    void* (*emplace)(void* variant);
};

struct VariantInfo {
    std::span<Alternative const> alternatives;
    std::size_t (*index)(void const* variant);
    void const* (*active)(void const* variant);
};

/// Where reading stands, and what was wrong so far.
class Reader {
public:
    explicit Reader(Unknown unknown) : unknown_(unknown) {}

    bool rejects_unknown() const { return unknown_ == Unknown::reject; }
    void malformed(std::string message) { fail(std::move(message), true); }
    void unacceptable(std::string message) { fail(std::move(message), false); }
    /// "must be a valid {form}"
    void invalid(std::string_view form, bool malformed);
    /// "must be one of {names}"
    void not_one_of(std::span<std::string const> names, bool malformed);
    std::size_t error_count() const { return errors_.size(); }
    bool is_full() const { return errors_.size() >= max_errors; }
    std::vector<FieldError> take_errors() { return std::move(errors_); }

    /// While it lives, errors are about this member or element of what they were about before.
    class Step {
    public:
        Step(Reader& reader, std::string_view name)
            : reader_(reader), outer_(reader.path_), name_(name) {
            reader_.path_ = this;
        }
        Step(Reader& reader, std::size_t index)
            : reader_(reader), outer_(reader.path_), index_(index), is_element_(true) {
            reader_.path_ = this;
        }
        ~Step() { reader_.path_ = outer_; }
        Step(Step const&) = delete;
        Step& operator=(Step const&) = delete;

    private:
        friend class Reader;
        Reader& reader_;
        Step const* outer_;
        std::string_view name_;
        std::size_t index_ = 0;
        bool is_element_ = false;
    };

private:
    void fail(std::string message, bool malformed);
    static void append_path(std::string& path, Step const* step);

    Unknown unknown_;
    Step const* path_ = nullptr;
    std::vector<FieldError> errors_;
};

/// Schema text under construction, and the structs that it refers to.
struct SchemaSink {
    std::string text;
    std::vector<StructInfo const*> references;
};

/// Of ASCII letters.
constexpr char to_upper(char c) {
    return 'a' <= c && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

void write_bool(std::string& out, void const* value);
void write_double(std::string& out, void const* value);
void write_string(std::string& out, std::string_view text);
void write_integer(std::string& out, std::int64_t number);
void write_integer(std::string& out, std::uint64_t number);
void write_enumerator(std::string& out, EnumInfo info, std::int64_t value);
void write_sequence(std::string& out, SequenceInfo const& info, void const* sequence);
void write_map(std::string& out, MapInfo const& info, void const* map);
void write_struct(std::string& out, StructInfo const& info, void const* object);
void write_variant(std::string& out, VariantInfo const& info, void const* variant);

void read_bool(void* into, Value json, Reader& reader);
void read_double(void* into, Value json, Reader& reader);
/// The text unless it holds U+0000, which PostgreSQL cannot store.
std::optional<std::string_view> read_string(Value json, Reader& reader);
std::optional<std::int64_t> read_integer(Value json, Reader& reader, std::int64_t least,
                                         std::int64_t most);
std::optional<std::uint64_t> read_natural(Value json, Reader& reader, std::uint64_t most);
std::optional<std::int64_t> read_enumerator(Value json, Reader& reader, EnumInfo info);
/// A string of `least` to `most` code points.
std::optional<std::string_view> read_limited(Value json, Reader& reader, std::size_t least,
                                             std::size_t most);
void read_sequence(void* into, Value json, Reader& reader, SequenceInfo const& info);
void read_map(void* into, Value json, Reader& reader, MapInfo const& info);
void read_struct(void* into, Value json, Reader& reader, StructInfo const& info);
void read_variant(void* into, Value json, Reader& reader, VariantInfo const& info);
void read_raw(std::string& into, Value json, Reader& reader);

std::vector<FieldError> read_text(std::string_view text, Unknown unknown, TypeOps const& type,
                                  void* into);
std::vector<FieldError> read_value(Value json, Unknown unknown, TypeOps const& type, void* into);

void write_length_schema(SchemaSink& sink, std::size_t least, std::size_t most);
void write_enum_schema(SchemaSink& sink, EnumInfo info);
void write_sequence_schema(SchemaSink& sink, TypeOps const& element);
void write_map_schema(SchemaSink& sink, TypeOps const& value);
void write_nullable_schema(SchemaSink& sink, TypeOps const& value);
void write_struct_schema(SchemaSink& sink, StructInfo const& info);
void write_struct_reference(SchemaSink& sink, StructInfo const& info);
void write_variant_schema(SchemaSink& sink, VariantInfo const& info);
void collect(std::map<std::string, std::string>& into, TypeOps const& type);

}  // namespace atelier::codec
