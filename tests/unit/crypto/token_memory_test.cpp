#include "api/auth/token_memory.hpp"

#include <doctest/doctest.h>

#include "tests/unit/crypto/token_samples.hpp"

namespace atelier::api {

namespace {

using namespace std::chrono_literals;

/// The digest of a token that falls into the first shard.
crypto::Digest token(std::uint8_t number) {
    crypto::Digest digest{};
    digest[0] = number;
    return digest;
}

}  // namespace

TEST_CASE("the token used least recently is the first to be forgotten") {
    RememberedTokens tokens(3 * RememberedTokens::shard_count);
    for (std::uint8_t number = 1; number <= 3; ++number) {
        tokens.remember(token(number), sample_claims());
    }
    CHECK(tokens.find(token(1)) == sample_claims());
    tokens.remember(token(4), sample_claims());
    CHECK(tokens.size() == 3);
    CHECK(tokens.find(token(1)).has_value());
    CHECK_FALSE(tokens.find(token(2)).has_value());
    CHECK(tokens.find(token(3)).has_value());
    CHECK(tokens.find(token(4)).has_value());
}

TEST_CASE("any number of tokens stays within the capacity") {
    RememberedTokens tokens(160);
    for (int i = 0; i < 5000; ++i) {
        tokens.remember(crypto::sha256(std::to_string(i)), sample_claims());
    }
    CHECK(tokens.size() == 160);
}

TEST_CASE("a token remembered twice is there once and can be forgotten twice") {
    RememberedTokens tokens(160);
    tokens.remember(token(1), sample_claims());
    tokens.remember(token(1), sample_claims());
    CHECK(tokens.size() == 1);
    tokens.forget(token(1));
    tokens.forget(token(1));
    CHECK(tokens.size() == 0);
    CHECK_FALSE(tokens.find(token(1)).has_value());
}

TEST_CASE("a revocation is dropped after its retention, counted from the last one") {
    RevokedSessions revoked(10s);
    auto first = numbered<SessionId>(1);
    auto second = numbered<SessionId>(2);
    revoked.add(first, sample_now());
    revoked.add(second, sample_now());
    revoked.add(first, later(sample_now(), 5));

    revoked.add(numbered<SessionId>(3), later(sample_now(), 10));
    CHECK(revoked.contains(first));
    CHECK_FALSE(revoked.contains(second));
    revoked.add(numbered<SessionId>(4), later(sample_now(), 15));
    CHECK_FALSE(revoked.contains(first));
    CHECK(revoked.size() == 2);
}

TEST_CASE("a clock that goes back shortens no revocation") {
    RevokedSessions revoked(10s);
    auto session = numbered<SessionId>(1);
    revoked.add(session, sample_now());
    revoked.add(session, later(sample_now(), -8));
    revoked.add(numbered<SessionId>(2), later(sample_now(), 9));
    CHECK(revoked.contains(session));
}

}  // namespace atelier::api
