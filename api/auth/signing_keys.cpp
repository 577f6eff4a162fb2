#include "api/auth/signing_keys.hpp"

#include <algorithm>
#include <charconv>

#include "api/auth/token_verifier.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

constexpr auto kind = "signing_key";
/// Names are the milliseconds since 1970 at which a key was made; the first one's is this.
constexpr auto first_name = "1";

constexpr std::int64_t delay_ms = std::chrono::milliseconds{signing_delay}.count();
constexpr std::int64_t longest_use_ms =
    std::chrono::milliseconds{signing_delay + max_token_lifetime + 2 * token_clock_skew}.count();

void add(eventstore::Connection& connection, crypto::MasterKey const& master,
         std::string const& name, SigningKey const& key) {
    connection.run(sql::log_add_secret, kind, name,
                   eventstore::bytes_parameter(master.wrap(key.seed, kind)));
}

SigningKey unwrapped(crypto::MasterKey const& master, std::string const& wrapped) {
    auto const seed = master.unwrap(wrapped, kind);
    if (!seed) {
        throw eventstore::DatabaseError("a signing key was wrapped by another master key", "",
                                        false);
    }
    return signing_key_from_seed(*seed);
}

bool is_out_of_use(DatedKey const& follower, Timestamp now) {
    return follower.made_at.milliseconds + longest_use_ms < now.milliseconds;
}

}  // namespace

KeysInForce keys_in_force(std::vector<DatedKey> const& keys, Timestamp now) {
    KeysInForce force{keys.front().key, {}};
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (keys[i].made_at.milliseconds + delay_ms <= now.milliseconds) {
            force.signing = keys[i].key;
        }
        bool const is_over = i + 1 < keys.size() && is_out_of_use(keys[i + 1], now);
        if (!is_over) force.accepted.insert(force.accepted.begin(), public_key(keys[i].key));
    }
    return force;
}

std::vector<DatedKey> load_signing_keys(eventstore::Connection& connection,
                                        crypto::MasterKey const& master) {
    auto rows = connection.run(sql::log_list_secrets, kind);
    if (rows.empty()) {
        // Of several nodes that start at once one is first; all read what it wrote.
        add(connection, master, first_name, generate_signing_key());
        rows = connection.run(sql::log_list_secrets, kind);
    }
    std::vector<DatedKey> keys;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const name = rows.text(row, 0);
        std::int64_t made_at = 0;
        std::from_chars(name.data(), name.data() + name.size(), made_at);
        keys.push_back({{made_at}, unwrapped(master, rows.bytes(row, 1))});
    }
    std::ranges::sort(keys, {}, &DatedKey::made_at);
    return keys;
}

DatedKey rotate_signing_keys(eventstore::Connection& connection, crypto::MasterKey const& master,
                             Timestamp now) {
    auto const keys = load_signing_keys(connection, master);
    for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
        if (!is_out_of_use(keys[i + 1], now)) break;
        connection.run(sql::log_forget_secret, kind, std::to_string(keys[i].made_at.milliseconds));
    }
    DatedKey const fresh{now, generate_signing_key()};
    add(connection, master, std::to_string(now.milliseconds), fresh.key);
    return fresh;
}

}  // namespace atelier::api
