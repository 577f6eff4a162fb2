#include "api/core/envelope.hpp"

#include <boost/mp11/algorithm.hpp>

#include "schemas/codec/json.hpp"

namespace atelier::api {
namespace {

using commands::FieldProblem;
using commands::Rejection;
using commands::RejectionCode;

struct ErrorBody {
    std::string code;
    std::vector<FieldProblem> fields;
    std::string request_id;
};
BOOST_DESCRIBE_STRUCT(ErrorBody, (), (code, fields, request_id))

constexpr auto default_retry_after_seconds = "1";
constexpr auto retry_after_long_work_seconds = "10";

}  // namespace

int status_of(RejectionCode code) {
    switch (code) {
        case RejectionCode::unauthenticated:
            return 401;
        case RejectionCode::forbidden:
            return 403;
        case RejectionCode::not_found:
            return 404;
        case RejectionCode::version_mismatch:
            return 412;
        case RejectionCode::validation_failed:
            return 422;
        case RejectionCode::password_changed:
        case RejectionCode::email_taken:
        case RejectionCode::slug_taken:
        case RejectionCode::project_key_taken:
        case RejectionCode::already_member:
        case RejectionCode::last_owner:
        case RejectionCode::project_archived:
        case RejectionCode::project_transition_not_allowed:
        case RejectionCode::already_project_member:
        case RejectionCode::status_name_taken:
        case RejectionCode::status_in_use:
        case RejectionCode::last_status:
        case RejectionCode::label_name_taken:
        case RejectionCode::limit_reached:
        case RejectionCode::timer_running:
        case RejectionCode::timer_not_running:
        case RejectionCode::timer_paused_too_often:
        case RejectionCode::time_overlaps:
        case RejectionCode::cannot_be_undone:
        case RejectionCode::nothing_to_undo:
        case RejectionCode::changed_later:
        case RejectionCode::status_deleted:
        case RejectionCode::label_deleted:
        case RejectionCode::person_left:
            return 409;
        case RejectionCode::too_contended:
            return 503;
    }
    return 500;
}

std::string code_of(RejectionCode code) {
    return boost::describe::enum_to_string(code, "internal_error");
}

std::vector<std::string> error_codes() {
    std::vector<std::string> codes{"malformed_request",      "token_expired",
                                   "invalid_credentials",    "idempotency_key_reused",
                                   "idempotency_key_in_use", "not_acceptable",
                                   "rate_limited",           "unavailable",
                                   "method_not_allowed",     "unsupported_media_type",
                                   "payload_too_large",      "uri_too_long",
                                   "headers_too_large",      "request_timeout",
                                   "expectation_failed",     "upgrade_required",
                                   "internal_error"};
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<RejectionCode>>(
        [&codes](auto enumerator) { codes.emplace_back(enumerator.name); });
    return codes;
}

std::string success_body(std::string_view data, Meta const& meta) {
    std::string body = R"({"success":true,"data":)";
    body += data;
    body += R"(,"meta":)";
    codec::write(body, meta);
    return body += '}';
}

Response success(std::string_view data, Meta const& meta, int status) {
    Response response{.status = status, .body = success_body(data, meta)};
    if (meta.version)
        response.headers.emplace_back("ETag", '"' + std::to_string(*meta.version) + '"');
    return response;
}

Response failure(int status, std::string_view code, std::string_view message,
                 std::string const& request_id, std::vector<FieldProblem> const& fields,
                 Meta const& meta) {
    std::string body = R"({"success":false,"message":)";
    codec::write(body, std::string{message});
    body += R"(,"error":)";
    codec::write(body, ErrorBody{std::string{code}, fields, request_id});
    if (meta.version) {
        body += R"(,"meta":)";
        codec::write(body, meta);
    }
    body += '}';
    Response response{.status = status, .body = std::move(body)};
    if (status == 503 || status == 429)
        response.headers.emplace_back("Retry-After", default_retry_after_seconds);
    if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
    return response;
}

Response failure(Rejection const& rejection, std::string const& request_id) {
    return failure(status_of(rejection.code), code_of(rejection.code), rejection.message,
                   request_id, rejection.fields, {{}, rejection.version, {}});
}

Response not_found_response(std::string const& request_id) {
    return failure(commands::not_found(), request_id);
}

Response unauthenticated_response(std::string_view code, std::string_view message,
                                  std::string const& request_id) {
    return failure(401, code, message, request_id);
}

namespace {

void set_retry_after(Response& response, std::string seconds) {
    std::erase_if(response.headers, [](auto const& one) { return one.first == "Retry-After"; });
    response.headers.emplace_back("Retry-After", std::move(seconds));
}

}  // namespace

Response rate_limited_response(std::int64_t retry_after_seconds, std::string const& request_id) {
    auto response =
        failure(429, "rate_limited",
                "Too many requests; try again in " + std::to_string(retry_after_seconds) + " s.",
                request_id);
    set_retry_after(response, std::to_string(retry_after_seconds));
    return response;
}

Response unavailable_response(std::string const& request_id) {
    return failure(503, "unavailable",
                   "The database is away for a moment; nothing was lost. Try again.", request_id);
}

Response busy_response(std::string_view what, std::string const& request_id) {
    auto response = failure(503, "unavailable",
                            "As many " + std::string{what} +
                                " are under way as this node takes at once; try again in a moment.",
                            request_id);
    set_retry_after(response, retry_after_long_work_seconds);
    return response;
}

}  // namespace atelier::api
