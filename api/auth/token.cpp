#include "api/auth/token.hpp"

#include <chrono>

#include <boost/describe/class.hpp>

#include "api/auth/token_format.hpp"
#include "eventstore/crypto/cipher.hpp"
#include "eventstore/crypto/random.hpp"
#include "eventstore/crypto/signature.hpp"
#include "schemas/codec/base64.hpp"
#include "schemas/codec/json.hpp"

namespace atelier::api {

namespace {

struct Jwk {
    std::string kty;
    std::string crv;
    std::string x;
    std::string kid;
    std::string alg;
    std::string use;
};
BOOST_DESCRIBE_STRUCT(Jwk, (), (kty, crv, x, kid, alg, use))

struct JwkSet {
    std::vector<Jwk> keys;
};
BOOST_DESCRIBE_STRUCT(JwkSet, (), (keys))

/// The members that a thumbprint covers, in the order that RFC 7638 §3.2 asks for.
struct RequiredJwkMembers {
    std::string crv;
    std::string kty;
    std::string x;
};
BOOST_DESCRIBE_STRUCT(RequiredJwkMembers, (), (crv, kty, x))

std::string base64url(std::span<std::uint8_t const> bytes) {
    return codec::base64url_encode(crypto::as_text(bytes));
}

std::string thumbprint(crypto::PublicPoint const& point) {
    RequiredJwkMembers members{.crv = "Ed25519", .kty = "OKP", .x = base64url(point)};
    return base64url(crypto::sha256(codec::to_json(members)));
}

std::int64_t whole_seconds(Timestamp time) {
    using namespace std::chrono;
    return floor<seconds>(milliseconds(time.milliseconds)).count();
}

}  // namespace

SigningKey generate_signing_key() { return signing_key_from_seed(crypto::random_key()); }

SigningKey signing_key_from_seed(std::array<std::uint8_t, 32> const& seed) {
    return {thumbprint(crypto::public_point(seed)), seed};
}

PublicKey public_key(SigningKey const& key) { return {key.id, crypto::public_point(key.seed)}; }

std::string jwks(std::vector<PublicKey> const& keys) {
    JwkSet set;
    for (auto const& key : keys) {
        set.keys.push_back({.kty = "OKP",
                            .crv = "Ed25519",
                            .x = base64url(key.point),
                            .kid = key.id,
                            .alg = std::string(token_algorithm),
                            .use = "sig"});
    }
    return codec::to_json(set);
}

std::string sign_access_token(SigningKey const& key, AccessClaims const& claims) {
    TokenHeader header{
        .alg = std::string(token_algorithm), .typ = std::string(token_type), .kid = key.id};
    TokenPayload payload{.iss = std::string(token_issuer),
                         .sub = claims.user,
                         .sid = claims.session,
                         .iat = whole_seconds(claims.issued_at),
                         .exp = whole_seconds(claims.expires_at)};
    std::string token = codec::base64url_encode(codec::to_json(header));
    token += '.';
    token += codec::base64url_encode(codec::to_json(payload));
    auto signature = crypto::sign(key.seed, token);
    token += '.';
    token += base64url(signature);
    return token;
}

}  // namespace atelier::api
