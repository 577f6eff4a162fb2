#include "api/core/shared_limits.hpp"

#include <unordered_map>

#include "eventstore/crypto/cipher.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace std::chrono_literals;
using eventstore::ArrayParameter;

constexpr auto pause = 1s;
constexpr int rounds_between_sweeps = 60;

struct Place {
    RateLimiter* limiter;
    std::string key;
};

}  // namespace

SharedLimits::SharedLimits(std::string database_url, Limits& limits)
    : limits_(limits),
      rounds_("sharing the limits", std::move(database_url), pause,
              [this](eventstore::Connection& connection) { share(connection); }) {}

void SharedLimits::share(eventstore::Connection& connection) {
    if (++round_ % rounds_between_sweeps == 0) connection.run(sql::edge_forget_full_buckets);
    ArrayParameter keys{ArrayParameter::Element::bytea};
    ArrayParameter taken{ArrayParameter::Element::float8};
    std::unordered_map<std::string, Place> places;
    for (auto const& [name, limiter] : limits_.all()) {
        for (auto& use : limiter->take_uses()) {
            auto const known_as = std::string{name} + use.key;
            auto hash = std::string{crypto::as_text(crypto::sha256(known_as))};
            keys.add(hash);
            taken.add(use.taken_seconds);
            places.emplace(std::move(hash), Place{limiter, std::move(use.key)});
        }
    }
    if (places.empty()) return;
    auto const rows = connection.run(sql::edge_share_buckets, std::move(keys), std::move(taken));
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const place = places.find(rows.bytes(row, 0));
        if (place == places.end()) continue;
        place->second.limiter->learn(place->second.key, rows.number(row, 1));
    }
}

}  // namespace atelier::api
