#include "api/core/command_route.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "api/http/utf8.hpp"
#include "eventstore/crypto/cipher.hpp"

namespace atelier::api {
namespace {

constexpr std::size_t longest_idempotency_key = 255;

/// Bodies may hold passwords: what is kept to recognise a repeat must be worth nothing without the
/// master key.
crypto::Key const& hash_key(Services const& services) {
    static crypto::Key const key = services.engine.keys.master().derive("request hashes");
    return key;
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// W3C Trace Context §3.2, version 00: `00-<32 hex digits>-<16>-<2>`.
bool is_traceparent(std::string_view text) {
    constexpr std::string_view form = "00-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxx-xx";
    return std::ranges::equal(text, form, [](char c, char wanted) {
        return wanted == 'x' ? (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') : c == wanted;
    });
}

/// `"7"` is 7; a weak tag or several never hold for a command.
std::optional<std::int64_t> version_in(std::string_view tag) {
    if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"') return std::nullopt;
    std::int64_t version = 0;
    auto const* const end = tag.data() + tag.size() - 1;
    auto const [rest, error] = std::from_chars(tag.data() + 1, end, version);
    if (error != std::errc{} || rest != end) return std::nullopt;
    return version;
}

}  // namespace

bool has_json_body(Request const& request) {
    auto type = request.header("content-type");
    type = type.substr(0, type.find(';'));
    while (!type.empty() && type.back() == ' ') type.remove_suffix(1);
    return equals_ignoring_case(type, "application/json") ||
           equals_ignoring_case(type, "application/merge-patch+json");
}

std::string CommandAnswer::to_text() const {
    return std::to_string(status) + ' ' + std::to_string(version) + ' ' + location + '\n' + data;
}

CommandAnswer CommandAnswer::from_text(std::string_view text) {
    CommandAnswer answer;
    auto const line = text.substr(0, text.find('\n'));
    auto const first = line.find(' ');
    auto const second = line.find(' ', first + 1);
    answer.status = std::stoi(std::string{line.substr(0, first)});
    answer.version = std::stoll(std::string{line.substr(first + 1, second - first - 1)});
    answer.location = line.substr(second + 1);
    answer.data = text.substr(line.size() + 1);
    return answer;
}

std::vector<std::string> path_parameters(std::string_view path) {
    std::vector<std::string> names;
    for (auto open = path.find('{'); open != std::string_view::npos;
         open = path.find('{', open + 1)) {
        names.emplace_back(path.substr(open + 1, path.find('}', open) - open - 1));
    }
    return names;
}

std::string filled_in(std::string pattern, Exchange const& exchange) {
    for (auto const& [name, value] : exchange.path) {
        auto const parameter = '{' + name + '}';
        auto const place = pattern.find(parameter);
        if (place != std::string::npos) pattern.replace(place, parameter.size(), value);
    }
    return pattern;
}

std::expected<std::string, Response> command_json(Exchange const& exchange,
                                                  std::string_view creates, Uuid const& fresh) {
    auto const& request = exchange.request;
    std::string json = "{";
    for (auto const* part : {&exchange.path, &exchange.query}) {
        for (auto const& [name, value] : *part) {
            json += '"' + name + "\":";
            codec::write(json, value);
            json += ',';
        }
    }
    if (!creates.empty()) json += '"' + std::string{creates} + "\":\"" + to_text(fresh) + "\",";
    if (!is_blank(request.body)) {
        if (!has_json_body(request)) {
            return std::unexpected(failure(415, "unsupported_media_type",
                                           "The body must be application/json.", request.id));
        }
        auto const open = request.body.find_first_not_of(" \t\r\n");
        if (request.body[open] != '{') {
            auto const document = codec::Document::parse(request.body);
            return std::unexpected(
                failure(400, "malformed_request",
                        document ? "The body must be a JSON object." : "The body is not JSON.",
                        request.id));
        }
        auto const rest = request.body.find_first_not_of(" \t\r\n", open + 1);
        bool const is_empty = rest != std::string::npos && request.body[rest] == '}';
        if (is_empty && json.size() > 1) json.pop_back();
        json.append(request.body, open + 1);
        return json;
    }
    if (json.size() > 1) json.pop_back();
    return json + "}";
}

Response field_failure(std::vector<codec::FieldError> const& errors,
                       std::string const& request_id) {
    bool const malformed = std::ranges::any_of(errors, &codec::FieldError::malformed);
    std::vector<commands::FieldProblem> fields;
    for (auto const& error : errors) fields.push_back({error.path, error.message});
    auto const& first = errors.front();
    std::string message =
        first.path.empty() ? "The body " + first.message : first.path + " " + first.message;
    if (errors.size() > 1) message += ", and " + std::to_string(errors.size() - 1) + " more";
    return failure(malformed ? 400 : 422, malformed ? "malformed_request" : "validation_failed",
                   message + ".", request_id, fields);
}

std::expected<commands::Caller, Response> caller_of(Exchange const& exchange) {
    auto const& request = exchange.request;
    commands::Caller caller;
    if (exchange.claims) caller.user = exchange.claims->user;
    // What is kept must be text; header values are any bytes.
    auto const agent = request.header("user-agent");
    caller.origin = {request.remote_address, is_utf8(agent) ? std::string{agent} : std::string{}};
    caller.request_id = request.id;
    if (auto const trace = request.header("traceparent"); is_traceparent(trace))
        caller.traceparent = trace;
    if (auto const key = request.given_header("idempotency-key")) {
        if (key->empty() || key->size() > longest_idempotency_key || !is_utf8(*key)) {
            return std::unexpected(failure(400, "malformed_request",
                                           "Idempotency-Key must be 1 to 255 bytes of UTF-8.",
                                           request.id));
        }
        caller.idempotency_key = *key;
        caller.request_hash = crypto::as_text(
            crypto::hmac_sha256(hash_key(exchange.services),
                                request.method + ' ' + request.target + '\n' + request.body));
    }
    if (auto const tag = request.given_header("if-match"); tag && *tag != "*") {
        caller.if_match = version_in(*tag);
        if (!caller.if_match) {
            return std::unexpected(failure(400, "malformed_request",
                                           "If-Match must be one version in quotes, such as \"7\".",
                                           request.id));
        }
    }
    return caller;
}

Response response_of(commands::Outcome const& outcome, std::string const& request_id) {
    if (auto const* done = std::get_if<commands::Done>(&outcome)) {
        auto const answer = CommandAnswer::from_text(done->answer);
        auto response = success(answer.data, {done->position, answer.version, {}}, answer.status);
        if (!answer.location.empty()) response.headers.emplace_back("Location", answer.location);
        response.headers.emplace_back("Atelier-Position", std::to_string(done->position));
        if (done->replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
        return response;
    }
    if (auto const* rejection = std::get_if<commands::Rejection>(&outcome))
        return failure(*rejection, request_id);
    if (std::holds_alternative<commands::KeyReusedElsewhere>(outcome)) {
        return failure(422, "idempotency_key_reused",
                       "Another request was made with this Idempotency-Key.", request_id);
    }
    if (std::holds_alternative<commands::KeyInUse>(outcome)) {
        auto response =
            failure(409, "idempotency_key_in_use",
                    "The first request with this Idempotency-Key is still running.", request_id);
        response.headers.emplace_back("Retry-After", "1");
        return response;
    }
    return unavailable_response(request_id);
}

namespace {

/// What may be absent may be null in a request: the codec reads both as nothing.
std::string or_null(std::string schema) {
    constexpr std::string_view null = R"({"type":"null"})";
    auto const document = codec::Document::parse(schema);
    if (auto const choices = document->root().member("anyOf")) {
        for (auto const choice : choices->elements()) {
            if (choice.raw() == null) return schema;
        }
    }
    return R"({"anyOf":[)" + schema + ',' + std::string{null} + "]}";
}

}  // namespace

std::string body_schema(std::string const& command_schema,
                        std::vector<std::string> const& left_out) {
    auto const document = codec::Document::parse(command_schema);
    auto const properties = document->root().member("properties");
    auto const is_left_out = [&](std::string_view name) {
        return std::ranges::find(left_out, name) != left_out.end();
    };
    std::set<std::string_view> needed;
    if (auto const names = document->root().member("required")) {
        for (auto name : names->elements()) needed.insert(*name.as_string());
    }
    std::string kept;
    std::string required;
    for (auto [name, value] : properties->members()) {
        if (is_left_out(name)) continue;
        auto const quoted = '"' + std::string{name} + '"';
        kept += (kept.empty() ? "" : ",") + quoted + ':';
        kept += needed.contains(name) ? value.raw() : or_null(value.raw());
        if (needed.contains(name)) required += (required.empty() ? "" : ",") + quoted;
    }
    if (kept.empty()) return {};
    return R"({"type":"object","properties":{)" + kept + "}" +
           (required.empty() ? "" : R"(,"required":[)" + required + "]") +
           R"(,"additionalProperties":false})";
}

}  // namespace atelier::api
