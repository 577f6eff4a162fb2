#include "schemas/codec/type_ops.hpp"

#include <cctype>
#include <utility>

#include "domain/require.hpp"

namespace atelier::codec {
namespace {

/// `atelier::Page<atelier::Card>` becomes `Page_Card`: what OpenAPI allows as a component's name.
std::string plain_name(std::string_view qualified) {
    std::string name;
    std::string part;
    auto const finish_part = [&] {
        if (!name.empty() && !part.empty()) name += '_';
        name += std::exchange(part, {});
    };
    for (char const c : qualified) {
        if (c == ':')
            part.clear();
        else if (c == '<' || c == '>' || c == ',')
            finish_part();
        else if (std::isalnum(static_cast<unsigned char>(c)) || c == '_')
            part += c;
    }
    finish_part();
    return name;
}

std::string name_of(StructInfo const& info) {
    return info.schema_name ? info.schema_name : plain_name(info.qualified_name);
}

void write_tag(std::string& out, std::string_view tag) {
    out += R"("type":{"const":)";
    write_string(out, tag);
    out += '}';
}

/// `tag` is what the member "type" must say, or empty when there is no such member.
void write_object(SchemaSink& sink, StructInfo const& info, std::string_view tag) {
    sink.text += R"({"type":"object","properties":{)";
    if (!tag.empty()) write_tag(sink.text, tag);
    std::string required = tag.empty() ? "" : R"("type")";
    bool is_first = tag.empty();
    for (auto const& member : info.members) {
        if (!is_first) sink.text += ',';
        is_first = false;
        write_string(sink.text, member.name);
        sink.text += ':';
        member.type->schema(sink);
        if (member.type->is_absent) continue;
        if (!required.empty()) required += ',';
        write_string(required, member.name);
    }
    sink.text += '}';
    if (!required.empty()) sink.text += R"(,"required":[)" + required + ']';
    sink.text += R"(,"additionalProperties":false})";
}

void write_alternative(SchemaSink& sink, Alternative const& alternative) {
    if (!alternative.type->json_schema) {
        return write_object(sink, *alternative.type, alternative.wire_name);
    }
    sink.text += R"({"allOf":[)";
    sink.text += alternative.type->json_schema;
    sink.text += R"(,{"type":"object","properties":{)";
    write_tag(sink.text, alternative.wire_name);
    sink.text += R"(},"required":["type"]}]})";
}

}  // namespace

void write_length_schema(SchemaSink& sink, std::size_t least, std::size_t most) {
    sink.text += R"({"type":"string")";
    if (least > 0) sink.text += R"(,"minLength":)" + std::to_string(least);
    sink.text += R"(,"maxLength":)" + std::to_string(most) + '}';
}

void write_enum_schema(SchemaSink& sink, EnumInfo info) {
    sink.text += R"({"type":"string","enum":[)";
    for (auto const& enumerator : info) {
        if (&enumerator != info.data()) sink.text += ',';
        write_enumerator(sink.text, info, enumerator.value);
    }
    sink.text += "]}";
}

void write_sequence_schema(SchemaSink& sink, TypeOps const& element) {
    sink.text += R"({"type":"array","items":)";
    element.schema(sink);
    sink.text += '}';
}

void write_map_schema(SchemaSink& sink, TypeOps const& value) {
    sink.text += R"({"type":"object","additionalProperties":)";
    value.schema(sink);
    sink.text += '}';
}

void write_nullable_schema(SchemaSink& sink, TypeOps const& value) {
    sink.text += R"({"anyOf":[)";
    value.schema(sink);
    sink.text += R"(,{"type":"null"}]})";
}

void write_struct_schema(SchemaSink& sink, StructInfo const& info) {
    if (info.json_schema)
        sink.text += info.json_schema;
    else
        write_object(sink, info, {});
}

void write_struct_reference(SchemaSink& sink, StructInfo const& info) {
    sink.text += R"({"$ref":"#/components/schemas/)" + name_of(info) + R"("})";
    sink.references.push_back(&info);
}

void write_variant_schema(SchemaSink& sink, VariantInfo const& info) {
    sink.text += R"({"oneOf":[)";
    for (auto const& alternative : info.alternatives) {
        if (&alternative != info.alternatives.data()) sink.text += ',';
        write_alternative(sink, alternative);
    }
    sink.text += "]}";
}

void collect(std::map<std::string, std::string>& into, TypeOps const& type) {
    SchemaSink found;
    type.schema(found);
    std::map<std::string, StructInfo const*> collected;
    while (!found.references.empty()) {
        auto const* const info = found.references.back();
        found.references.pop_back();
        auto const name = name_of(*info);
        auto const [known, is_new] = collected.emplace(name, info);
        require(known->second == info, "two types have the schema name " + name);
        if (!is_new) continue;
        found.text.clear();
        write_struct_schema(found, *info);
        auto const [present, is_added] = into.emplace(name, found.text);
        require(present->second == found.text, "two types have the schema name " + name);
    }
}

}  // namespace atelier::codec
