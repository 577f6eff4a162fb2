#include "eventstore/crypto/signature.hpp"

#include <doctest/doctest.h>

#include "tests/unit/crypto/samples.hpp"

namespace atelier::crypto {

namespace {

std::string text_of(Signature const& signature) { return std::string(as_text(signature)); }

}  // namespace

TEST_CASE("Ed25519 gives the key and signature of RFC 8032 test 1") {
    auto seed = key_from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    auto point = public_point(seed);
    CHECK(hex_encode(point) == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    auto signature = sign(seed, "");
    CHECK(hex_encode(signature) ==
          "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
          "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
    CHECK(verify_signature(point, "", text_of(signature)));
}

TEST_CASE("Ed25519 gives the signature of RFC 8032 test 2") {
    auto seed = key_from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    CHECK(hex_encode(public_point(seed)) ==
          "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    CHECK(hex_encode(sign(seed, "\x72")) ==
          "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
          "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

TEST_CASE("a public key is PEM as RFC 8410 has it, and is read from it") {
    auto const point =
        key_from_hex("19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1");
    auto const pem =
        "-----BEGIN PUBLIC KEY-----\n"
        "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
        "-----END PUBLIC KEY-----\n";
    CHECK(public_key_pem(point) == pem);
    CHECK(public_point_from_pem(pem) == point);
    CHECK_FALSE(public_point_from_pem("").has_value());
    CHECK_FALSE(public_point_from_pem(std::string{pem}.substr(0, 60)).has_value());
}

TEST_CASE("a signature with any bit changed does not hold") {
    auto seed = random_key();
    auto point = public_point(seed);
    auto signature = text_of(sign(seed, "message"));
    for (std::size_t byte = 0; byte < signature.size(); ++byte) {
        CHECK_FALSE(verify_signature(point, "message", flip_bit(signature, byte)));
    }
}

TEST_CASE("a signature holds for its message and key only") {
    auto seed = random_key();
    auto signature = text_of(sign(seed, "message"));
    CHECK(verify_signature(public_point(seed), "message", signature));
    CHECK_FALSE(verify_signature(public_point(seed), "Message", signature));
    CHECK_FALSE(verify_signature(public_point(random_key()), "message", signature));
}

TEST_CASE("a signature of another length does not hold") {
    auto seed = random_key();
    auto signature = text_of(sign(seed, "message"));
    CHECK_FALSE(verify_signature(public_point(seed), "message", ""));
    CHECK_FALSE(verify_signature(public_point(seed), "message", signature.substr(1)));
    CHECK_FALSE(verify_signature(public_point(seed), "message", signature + '\0'));
}

}  // namespace atelier::crypto
