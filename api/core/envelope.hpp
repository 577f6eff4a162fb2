#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/message.hpp"
#include "commands/core/rejection.hpp"

namespace atelier::api {

/// What stands beside the data of an answer.
struct Meta {
    std::optional<std::int64_t> position;
    std::optional<std::int64_t> version;
    std::optional<std::string> next_cursor;
    std::optional<Timestamp> as_of{};  ///< of an answer about the past, which `position` is of too
};
BOOST_DESCRIBE_STRUCT(Meta, (), (position, version, next_cursor, as_of))

/// `{"success": true, "data": …, "meta": …}`; `data` is JSON.
std::string success_body(std::string_view data, Meta const& meta = {});
Response success(std::string_view data, Meta const& meta = {}, int status = 200);

/// `{"success": false, "message": …, "error": {"code", "fields", "request_id"}}`.
Response failure(int status, std::string_view code, std::string_view message,
                 std::string const& request_id,
                 std::vector<commands::FieldProblem> const& fields = {}, Meta const& meta = {});
Response failure(commands::Rejection const& rejection, std::string const& request_id);

// Answers that more than one place gives.
Response not_found_response(std::string const& request_id);
Response unauthenticated_response(std::string_view code, std::string_view message,
                                  std::string const& request_id);
Response unavailable_response(std::string const& request_id);
Response rate_limited_response(std::int64_t retry_after_seconds, std::string const& request_id);
/// As many of what takes long (`what`, in the plural) are under way as this node takes.
Response busy_response(std::string_view what, std::string const& request_id);

/// HTTP status of a rejection: the one table.
int status_of(commands::RejectionCode code);
/// `NOT_FOUND` is `not_found` on the wire.
std::string code_of(commands::RejectionCode code);

/// Every `code` that an answer may carry: the closed set of the OpenAPI document.
std::vector<std::string> error_codes();

}  // namespace atelier::api
