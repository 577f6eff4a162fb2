#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/id.hpp"
#include "domain/time.hpp"

/// Access tokens: JWTs (RFC 7519) signed with Ed25519 (`EdDSA`, RFC 8037). Any thread.
namespace atelier::api {

/// A secret. `id` goes into every token as `kid`.
struct SigningKey {
    std::string id;
    std::array<std::uint8_t, 32> seed{};
};

struct PublicKey {
    std::string id;
    std::array<std::uint8_t, 32> point{};
};

/// A new random key; its id is the thumbprint of its public half (RFC 7638, RFC 8037 §2).
SigningKey generate_signing_key();
/// The key of a known seed (such as `MasterKey::derive`), with the same kind of id.
SigningKey signing_key_from_seed(std::array<std::uint8_t, 32> const& seed);
PublicKey public_key(SigningKey const& key);

/// The body of `/.well-known/jwks.json` (RFC 7517).
std::string jwks(std::vector<PublicKey> const& keys);

/// What a token says: `sub`, `sid`, `iat` and `exp`. A token holds whole seconds, so the
/// milliseconds of both times are cut off on the way.
struct AccessClaims {
    UserId user;
    SessionId session;
    Timestamp issued_at;
    Timestamp expires_at;
    bool operator==(AccessClaims const&) const = default;
};

/// Who signs: `iss` of every token.
inline constexpr std::string_view token_issuer = "atelier";

/// About 390 characters: `{"alg":"EdDSA","typ":"at+jwt","kid":…}`, the claims, the signature.
std::string sign_access_token(SigningKey const& key, AccessClaims const& claims);

}  // namespace atelier::api
