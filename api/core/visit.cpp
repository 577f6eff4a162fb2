#include "api/core/visit.hpp"

#include <algorithm>

#include "api/core/metrics.hpp"

namespace atelier::api {
namespace {

constexpr auto allowed_methods = "GET, HEAD, POST, PUT, PATCH, DELETE";
constexpr auto allowed_headers =
    "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Atelier-After, "
    "X-Request-Id, traceparent";
constexpr auto exposed_headers =
    "ETag, Location, Link, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id, "
    "Atelier-Position, Atelier-Stale, Idempotency-Replayed";
constexpr auto preflight_seconds = "86400";

/// Methods that no route takes are one, so that nobody makes labels at will.
std::string known_method(std::string const& method) {
    for (auto const* known : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
        if (method == known) return method;
    }
    return "other";
}

std::string origin_of(Request const& request, EdgeSettings const& edge) {
    std::string const origin{request.header("origin")};
    if (origin.empty() || edge.cors_origins.empty()) return {};
    auto const& allowed = edge.cors_origins;
    if (std::ranges::find(allowed, "*") != allowed.end()) return "*";
    return std::ranges::find(allowed, origin) != allowed.end() ? origin : std::string{};
}

}  // namespace

Visit::Visit(Services const& services, Request const& request)
    : services_(services),
      started_(std::chrono::steady_clock::now()),
      request_id_(request.id),
      method_(known_method(request.method)),
      origin_(origin_of(request, services.edge)) {}

std::optional<Response> Visit::limit(RateLimiter& limiter, char const* name, std::string_view key) {
    if (limiter.rate().is_off()) return std::nullopt;
    verdict_ = limiter.take(key);
    limit_name_ = name;
    limit_rate_ = limiter.rate();
    if (verdict_.is_allowed) return std::nullopt;
    return rate_limited_response(verdict_.retry_after_seconds, request_id_);
}

std::optional<Response> Visit::limit_address(std::string const& address) {
    if (is_loopback(address)) return std::nullopt;
    return limit(services_.limits.addresses, "address", limited_as(address));
}

std::optional<Response> Visit::limit_sign_in(std::string const& address) {
    if (is_loopback(address)) return std::nullopt;
    return limit(services_.limits.sign_ins, "sign-in", limited_as(address));
}

std::optional<Response> Visit::limit_user(UserId user) {
    return limit(services_.limits.users, "user", to_text(user));
}

std::optional<Response> Visit::preflight(Request const& request) const {
    if (origin_.empty() || request.method != "OPTIONS" ||
        request.header("access-control-request-method").empty()) {
        return std::nullopt;
    }
    return Response{.status = 204,
                    .headers = {{"Access-Control-Allow-Methods", allowed_methods},
                                {"Access-Control-Allow-Headers", allowed_headers},
                                {"Access-Control-Max-Age", preflight_seconds}}};
}

void Visit::allow_origin(Response& response) const {
    if (services_.edge.cors_origins.empty()) return;
    if (origin_ != "*") response.headers.emplace_back("Vary", "Origin");
    if (origin_.empty()) return;
    response.headers.emplace_back("Access-Control-Allow-Origin", origin_);
    response.headers.emplace_back("Access-Control-Expose-Headers", exposed_headers);
}

void Visit::finish(Response& response) const {
    if (find_header(response.headers, "Cache-Control").empty()) {
        response.headers.emplace_back("Cache-Control", "no-store");
    }
    if (limit_name_) {
        response.headers.emplace_back("RateLimit-Policy", policy_header(limit_name_, limit_rate_));
        response.headers.emplace_back("RateLimit", limit_header(limit_name_, verdict_));
    }
    allow_origin(response);
    services_.metrics.count(info_ ? info_->path : std::string{"unmatched"}, method_,
                            response.status, std::chrono::steady_clock::now() - started_);
}

Reply finishing(std::shared_ptr<Visit> visit, Reply reply) {
    return [visit = std::move(visit), reply = std::move(reply)](Response response) {
        visit->finish(response);
        reply(std::move(response));
    };
}

}  // namespace atelier::api
