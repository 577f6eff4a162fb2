#pragma once

#include <array>
#include <boost/describe.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/auth/sessions.hpp"
#include "api/core/rate_limiter.hpp"
#include "api/core/trusted_proxies.hpp"

namespace atelier::api {

/// Who may read /metrics.
BOOST_DEFINE_ENUM_CLASS(MetricsAccess, loopback, any, off)

/// What an operator decides of the edge.
struct EdgeSettings {
    std::vector<std::string> cors_origins;  ///< `*` is any; empty: no other origin
    std::vector<Network> trusted_proxies;
    MetricsAccess metrics = MetricsAccess::loopback;
    std::int64_t access_token_seconds = default_access_token_seconds;
    std::string tls_certificate_file;  ///< PEM; both or none
    std::string tls_key_file;

    // Addresses of this machine are not limited: what comes from there is a proxy or a tool.
    Rate user_limit{500, 2'000};              ///< requests of one person
    Rate address_limit{1'000, 4'000};         ///< requests from one address
    Rate sign_in_limit{2, 60};                ///< passwords shown from one address
    Rate account_limit{0.1, 20};              ///< wrong passwords for one account, from anywhere
    std::size_t address_connections = 1'000;  ///< open at once from one address, on a node
};

/// Exports of one person's data: each reads the whole log.
inline constexpr Rate export_limit{1.0 / 60, 10};

/// The buckets as one node sees them (SharedLimits).
struct Limits {
    explicit Limits(EdgeSettings const& settings)
        : users(settings.user_limit),
          addresses(settings.address_limit),
          sign_ins(settings.sign_in_limit),
          accounts(settings.account_limit),
          exports(export_limit) {}

    RateLimiter users;
    RateLimiter addresses;
    RateLimiter sign_ins;
    RateLimiter accounts;
    RateLimiter exports;

    /// Each with the name that tells its keys from those of the others.
    std::array<std::pair<std::string_view, RateLimiter*>, 5> all() {
        return {{{"user:", &users},
                 {"address:", &addresses},
                 {"sign-in:", &sign_ins},
                 {"account:", &accounts},
                 {"export:", &exports}}};
    }
};

}  // namespace atelier::api
