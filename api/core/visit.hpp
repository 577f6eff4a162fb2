#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "api/core/route.hpp"

namespace atelier::api {

/// What is done with every request whatever its route, before and after: limits, CORS, caching,
/// metrics.
class Visit {
public:
    Visit(Services const& services, Request const& request);

    /// The route that was found.
    void is_at(RouteInfo const& info) { info_ = &info; }

    // Each takes one from a bucket; the answer when there is none left.
    std::optional<Response> limit_address(std::string const& address);
    std::optional<Response> limit_sign_in(std::string const& address);
    std::optional<Response> limit_user(UserId user);

    /// A browser that asks whether another site's page may send a request (CORS preflight).
    std::optional<Response> preflight(Request const& request) const;

    /// Adds what every answer has, and counts it.
    void finish(Response& response) const;

private:
    std::optional<Response> limit(RateLimiter& limiter, char const* name, std::string_view key);
    void allow_origin(Response& response) const;

    Services const& services_;
    std::chrono::steady_clock::time_point started_;
    std::string request_id_;
    std::string method_;
    std::string origin_;  ///< of the page that asks, where that may be
    RouteInfo const* info_ = nullptr;
    char const* limit_name_ = nullptr;
    Rate limit_rate_;
    RateLimiter::Verdict verdict_;
};

/// A reply that lets the visit finish the answer.
Reply finishing(std::shared_ptr<Visit> visit, Reply reply);

}  // namespace atelier::api
