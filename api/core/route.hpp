#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/auth/token.hpp"
#include "api/core/envelope.hpp"
#include "api/core/services.hpp"
#include "api/http/message.hpp"
#include "api/http/url.hpp"
#include "domain/access/roles.hpp"
#include "schemas/codec/json.hpp"

namespace atelier::api {

/// One request on its way through a route.
struct Exchange {
    Services& services;
    Request request;
    std::vector<std::pair<std::string, std::string>> path;  ///< parameters of the path, decoded
    QueryParameters query;
    std::optional<AccessClaims> claims;  ///< of the access token; absent where the route needs none
    Reply reply;

    std::string const& path_parameter(std::string_view name) const;
    UserId user() const { return claims.value().user; }
};

using SharedExchange = std::shared_ptr<Exchange>;

struct QueryParameter {
    std::string name;
    std::string description;
    std::string schema;  ///< JSON Schema
};

/// What a route says of itself: parsing, permission, OpenAPI and the tests over all routes come
/// from it.
struct RouteInfo {
    std::string method;
    std::string path;  ///< below /api/v1 unless it begins otherwise; `{task}` is a parameter
    std::string summary;
    std::string tag;
    Permission permission = Permission::signed_in;
    bool is_command = false;
    int success_status = 200;
    std::string request_schema{};   ///< name among the components; empty: no body
    std::string response_schema{};  ///< JSON Schema of `data`
    std::vector<QueryParameter> query{};
    std::string content_type = "application/json";
    bool also_csv = false;                ///< by `?format=csv`
    bool honours_idempotency_key = true;  ///< of a command
    bool shows_password = false;          ///< counts against the limits of signing in
    bool is_documented = true;
    bool waits_for_position = false;          ///< takes `Atelier-After` and `?after=`
    bool looks_back = false;                  ///< takes `?at=`
    bool honours_if_match = true;             ///< of a command: what it answers has a version
    std::vector<int> other_successes{};       ///< statuses with the same answer
    std::optional<std::size_t> body_limit{};  ///< bytes; absent: the server's own
};

struct Route {
    RouteInfo info;
    /// Called on an Asio thread: must not block, answers by `exchange.reply`.
    std::function<void(Exchange)> run;
    std::map<std::string, std::string> components{};  ///< JSON Schemas by name
    /// Whether a body beyond the server's own limit is read now, for whoever sends it: a permit, or
    /// nothing when too many are under way. On an Asio thread.
    std::function<std::shared_ptr<void>(Services&, UserId)> admit_large_body{};
};

using Routes = std::vector<Route>;

/// The path as clients write it.
std::string full_path(RouteInfo const& info);

inline constexpr std::string_view base_path = "/api/v1";

}  // namespace atelier::api
