#include "api/auth/signing_keys.hpp"

#include <doctest/doctest.h>

#include "api/auth/token_verifier.hpp"

using namespace atelier;
using namespace atelier::api;

namespace {

constexpr std::int64_t second = 1'000;
constexpr std::int64_t noon = 1'795'262'400'000;

Timestamp at(std::int64_t seconds) { return {noon + seconds * second}; }

std::vector<std::string> ids(KeysInForce const& force) {
    std::vector<std::string> all;
    for (auto const& key : force.accepted) all.push_back(key.id);
    return all;
}

}  // namespace

TEST_CASE("the only key signs from the start, however young it is") {
    DatedKey const only{at(0), generate_signing_key()};
    auto const force = keys_in_force({only}, at(0));
    CHECK(force.signing.id == only.key.id);
    CHECK(ids(force) == std::vector{only.key.id});
}

TEST_CASE("a new key is accepted at once and signs once every node has seen it") {
    DatedKey const old{at(-86'400), generate_signing_key()};
    DatedKey const fresh{at(0), generate_signing_key()};
    auto const before = keys_in_force({old, fresh}, at(9));
    CHECK(before.signing.id == old.key.id);
    CHECK(ids(before) == std::vector{fresh.key.id, old.key.id});
    auto const after = keys_in_force({old, fresh}, at(10));
    CHECK(after.signing.id == fresh.key.id);
    CHECK(ids(after) == std::vector{fresh.key.id, old.key.id});
}

TEST_CASE("an old key is accepted until the last token that it can have signed has expired") {
    DatedKey const old{at(-86'400), generate_signing_key()};
    DatedKey const fresh{at(0), generate_signing_key()};
    constexpr std::int64_t last = 10 + 3'600;
    CHECK(ids(keys_in_force({old, fresh}, at(last))).size() == 2);
    CHECK(ids(keys_in_force({old, fresh}, at(last + 121))) == std::vector{fresh.key.id});
}

TEST_CASE("rotating twice in a row keeps all that may have signed") {
    DatedKey const first{at(-86'400), generate_signing_key()};
    DatedKey const second_key{at(0), generate_signing_key()};
    DatedKey const third{at(1), generate_signing_key()};
    auto const force = keys_in_force({first, second_key, third}, at(60));
    CHECK(force.signing.id == third.key.id);
    CHECK(ids(force).size() == 3);
}

TEST_CASE("a verifier takes the keys that it was given last, and knows what it has seen") {
    auto const old = generate_signing_key();
    auto const fresh = generate_signing_key();
    UserId user;
    SessionId session;
    user.uuid.bytes[0] = session.uuid.bytes[0] = 1;
    auto const token = sign_access_token(fresh, {user, session, at(0), at(900)});
    TokenVerifier verifier({public_key(old)});
    CHECK(verifier.verify(token, at(1)).error() == TokenError::unknown_key);
    verifier.set_keys({public_key(fresh), public_key(old)});
    CHECK(verifier.verify(token, at(1)).has_value());
    verifier.set_keys({public_key(fresh)});
    auto const of_old = sign_access_token(old, {user, session, at(0), at(900)});
    CHECK(verifier.verify(of_old, at(1)).error() == TokenError::unknown_key);
}
