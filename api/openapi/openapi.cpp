#include <algorithm>

#include "api/core/command_route.hpp"
#include "api/openapi/document.hpp"
#include "api/routes/routes.hpp"
#include "domain/require.hpp"

namespace atelier::api {
namespace {

std::string json_text(std::string const& text) { return codec::to_json(text); }

std::string list_of(std::vector<std::string> const& items) {
    std::string text;
    for (auto const& item : items) text += (text.empty() ? "" : ",") + item;
    return text;
}

std::string const meta_schema =
    R"({"type":"object","properties":{"position":{"type":"integer"},"version":{"type":"integer"},"next_cursor":{"type":"string"},"as_of":{"type":"string","format":"date-time"}}})";

std::string error_schema() {
    std::vector<std::string> codes;
    for (auto const& code : error_codes()) codes.push_back(json_text(code));
    return R"({"type":"object","properties":{"success":{"const":false},"message":{"type":"string"},"error":{"type":"object","properties":{"code":{"enum":[)" +
           list_of(codes) +
           R"(]},"fields":{"type":"array","items":{"type":"object","properties":{"path":{"type":"string"},"message":{"type":"string"}},"required":["path","message"]}},"request_id":{"type":"string"}},"required":["code","fields","request_id"]},"meta":)" +
           meta_schema + R"(},"required":["success","message","error"]})";
}

std::string parameter(std::string const& name, char const* in, std::string const& description,
                      std::string const& schema, bool required) {
    return R"({"name":)" + json_text(name) + R"(,"in":")" + in + R"(","description":)" +
           json_text(description) + R"(,"required":)" + (required ? "true" : "false") +
           R"(,"schema":)" + schema + "}";
}

std::string parameters_of(RouteInfo const& info) {
    std::vector<std::string> all;
    for (auto const& name : path_parameters(info.path)) {
        bool const is_name = info.path.starts_with("/schemas/");
        all.push_back(parameter(
            name, "path", (is_name ? "Name of the " : "Id of the ") + name,
            is_name ? R"({"type":"string"})" : R"({"type":"string","format":"uuid"})", true));
    }
    for (auto const& one : info.query)
        all.push_back(parameter(one.name, "query", one.description, one.schema, false));
    if (info.is_command && info.honours_idempotency_key) {
        all.push_back(parameter("Idempotency-Key", "header",
                                "A repeat under the same key gets the first answer",
                                R"({"type":"string","minLength":1,"maxLength":255})", false));
    }
    if (info.is_command && info.honours_if_match && info.tag != "Sign-in") {
        all.push_back(parameter(
            "If-Match", "header", "The version that the client has, as in ETag",
            R"({"type":"string","pattern":"^(\\*|\"[0-9]{1,18}(-[0-9a-f]{8})?\")$"})", false));
    }
    if (info.waits_for_position) {
        constexpr auto schema = R"({"type":"integer","minimum":0})";
        all.push_back(parameter("Atelier-After", "header",
                                "Wait until the read model has this position", schema, false));
        all.push_back(parameter("after", "query", "The same as Atelier-After", schema, false));
    }
    return list_of(all);
}

std::vector<int> error_statuses(RouteInfo const& info) {
    std::vector<int> statuses{400, 406, 429, 503};
    if (info.permission != Permission::anyone || info.tag == "Sign-in") statuses.push_back(401);
    if (info.path.contains('{')) statuses.insert(statuses.end(), {403, 404});
    if (info.is_command) statuses.insert(statuses.end(), {409, 412, 415, 422});
    if (info.looks_back) statuses.push_back(422);
    if (!info.is_command && !info.response_schema.empty()) statuses.push_back(304);
    if (info.permission != Permission::anyone && !info.path.contains('{'))
        statuses.insert(statuses.end(), {403, 404});
    std::ranges::sort(statuses);
    statuses.erase(std::unique(statuses.begin(), statuses.end()), statuses.end());
    return statuses;
}

std::string responses_of(RouteInfo const& info) {
    bool const is_json = info.content_type.ends_with("json");
    std::string schema = is_json ? R"({"type":"object"})" : R"({"type":"string"})";
    if (!info.response_schema.empty()) {
        schema = R"({"type":"object","properties":{"success":{"const":true},"data":)" +
                 info.response_schema + R"(,"meta":)" + meta_schema +
                 R"(},"required":["success","data","meta"]})";
    }
    auto const done = R"(":{"description":"Done","content":{)" + json_text(info.content_type) +
                      R"(:{"schema":)" + schema + "}" +
                      (info.also_csv ? R"(,"text/csv":{"schema":{"type":"string"}})" : "") + "}}";
    std::string text = '"' + std::to_string(info.success_status) + done;
    for (auto status : info.other_successes) text += ",\"" + std::to_string(status) + done;
    for (auto status : error_statuses(info)) {
        text += ",\"" + std::to_string(status) + "\":";
        text += status == 304 ? R"({"description":"Not modified"})"
                              : R"({"$ref":"#/components/responses/Error"})";
    }
    return text;
}

template <class Role>
std::string roles_text(std::vector<Role> const& roles) {
    std::vector<std::string> names;
    for (auto role : roles) names.push_back(codec::to_json(role));
    return list_of(names);
}

std::string operation_id(RouteInfo const& info) {
    std::string id = info.method;
    std::ranges::transform(id, id.begin(), [](char c) { return static_cast<char>(c - 'A' + 'a'); });
    for (char c : info.path) {
        if (c == '/') id += '_';
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_') id += c;
        if (c == '-') id += '_';
    }
    return id;
}

/// An empty body counts as an object without members.
bool needs_body(Route const& route) {
    auto const schema = codec::Document::parse(route.components.at(route.info.request_schema));
    return schema->root().member("required").has_value();
}

std::string operation(Route const& route) {
    auto const& info = route.info;
    std::string text = R"({"operationId":)" + json_text(operation_id(info)) + R"(,"summary":)" +
                       json_text(info.summary) + R"(,"tags":[)" + json_text(info.tag) +
                       R"(],"x-permission":)" + codec::to_json(info.permission) +
                       R"(,"x-roles":[)" + roles_text(roles_with(info.permission)) +
                       R"(],"x-project-roles":[)" +
                       roles_text(project_roles_with(info.permission)) + R"(],"parameters":[)" +
                       parameters_of(info) + "]";
    if (!info.request_schema.empty()) {
        text += std::string{R"(,"requestBody":{"required":)"} +
                (needs_body(route) ? "true" : "false") +
                R"(,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/)" +
                info.request_schema + R"("}}}})";
    }
    if (info.permission == Permission::anyone) text += R"(,"security":[])";
    return text + R"(,"responses":{)" + responses_of(info) + "}}";
}

std::string method_key(std::string method) {
    for (auto& c : method) c = static_cast<char>(c - 'A' + 'a');
    return method;
}

}  // namespace

std::string openapi_document() {
    std::map<std::string, std::map<std::string, std::string>> paths;
    std::map<std::string, std::string> components;
    for (auto const& route : all_routes()) {
        if (!route.info.is_documented) continue;
        paths[full_path(route.info)][method_key(route.info.method)] = operation(route);
        for (auto const& [name, schema] : route.components) {
            auto const [place, fresh] = components.emplace(name, schema);
            require(fresh || place->second == schema, "two schemas have one name: " + name);
        }
    }
    std::string text =
        R"({"openapi":"3.1.0","info":{"title":"Atelier","version":"1","license":{"name":"Apache-2.0","identifier":"Apache-2.0"},"description":"Projects, boards, tasks and time. Every change is an event; a command's answer carries its position in the log."},"servers":[{"url":"/"}],"security":[{"bearer":[]}],"paths":{)";
    std::vector<std::string> items;
    for (auto const& [path, methods] : paths) {
        std::vector<std::string> operations;
        for (auto const& [method, json] : methods)
            operations.push_back(json_text(method) + ":" + json);
        items.push_back(json_text(path) + ":{" + list_of(operations) + "}");
    }
    text += list_of(items);
    text +=
        R"(},"components":{"securitySchemes":{"bearer":{"type":"http","scheme":"bearer","bearerFormat":"JWT"}},"responses":{"Error":{"description":"What was wrong, where, and what would be right","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Error"}}}}},"schemas":{"Error":)" +
        error_schema();
    for (auto const& [name, schema] : components) text += "," + json_text(name) + ":" + schema;
    return text + "}}}";
}

}  // namespace atelier::api
