#include "api/auth/token.hpp"

#include <doctest/doctest.h>

#include "tests/unit/crypto/token_samples.hpp"

namespace atelier::api {

namespace {

SigningKey rfc_8037_key() {
    return signing_key_from_seed(
        crypto::key_from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
}

}  // namespace

TEST_CASE("a key's id is the thumbprint of RFC 8037 A.3") {
    CHECK(rfc_8037_key().id == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    CHECK(public_key(rfc_8037_key()).id == rfc_8037_key().id);
}

TEST_CASE("generated keys differ, a key from a seed does not") {
    CHECK(generate_signing_key().id != generate_signing_key().id);
    CHECK(signing_key_from_seed(rfc_8037_key().seed).id == rfc_8037_key().id);
}

TEST_CASE("the key set shows the public halves as RFC 8037 A.2 writes them") {
    CHECK(jwks({public_key(rfc_8037_key())}) ==
          R"({"keys":[{"kty":"OKP","crv":"Ed25519",)"
          R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",)"
          R"("kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k","alg":"EdDSA","use":"sig"}]})");
    CHECK(jwks({}) == R"({"keys":[]})");
}

TEST_CASE("a token is exactly this header, these claims and their signature") {
    auto key = rfc_8037_key();
    auto expected = forge(
        key,
        R"({"alg":"EdDSA","typ":"at+jwt","kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"})",
        R"({"iss":"atelier","sub":"01000000-0000-0000-0000-000000000001",)"
        R"("sid":"01000000-0000-0000-0000-000000000002","iat":1795269600,"exp":1795270500})");
    CHECK(sign_access_token(key, sample_claims()) == expected);
}

TEST_CASE("a token holds whole seconds") {
    auto key = rfc_8037_key();
    auto claims = sample_claims();
    claims.issued_at.milliseconds += 999;
    claims.expires_at.milliseconds += 1;
    CHECK(sign_access_token(key, claims) == sign_access_token(key, sample_claims()));
}

}  // namespace atelier::api
