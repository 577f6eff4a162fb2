#include "eventstore/crypto/signature.hpp"

#include "eventstore/crypto/openssl.hpp"

namespace atelier::crypto {

namespace {

Owned<EVP_PKEY> private_key(SigningSeed const& seed) {
    return Owned<EVP_PKEY>(
        check(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()),
              "EVP_PKEY_new_raw_private_key"));
}

Owned<EVP_MD_CTX> new_digest_context() {
    return Owned<EVP_MD_CTX>(check(EVP_MD_CTX_new(), "EVP_MD_CTX_new"));
}

}  // namespace

PublicPoint public_point(SigningSeed const& seed) {
    auto key = private_key(seed);
    PublicPoint point;
    std::size_t size = point.size();
    check(EVP_PKEY_get_raw_public_key(key.get(), point.data(), &size),
          "EVP_PKEY_get_raw_public_key");
    return point;
}

Signature sign(SigningSeed const& seed, std::string_view message) {
    auto key = private_key(seed);
    auto context = new_digest_context();
    // Ed25519 hashes by itself, so it takes no digest and the message in one piece.
    check(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()),
          "EVP_DigestSignInit");
    Signature signature;
    std::size_t size = signature.size();
    check(EVP_DigestSign(context.get(), signature.data(), &size, octets(message), message.size()),
          "EVP_DigestSign");
    return signature;
}

bool verify_signature(PublicPoint const& point, std::string_view message,
                      std::string_view signature) {
    if (signature.size() != signature_bytes) return false;
    Owned<EVP_PKEY> key(
        check(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, point.data(), point.size()),
              "EVP_PKEY_new_raw_public_key"));
    auto context = new_digest_context();
    check(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()),
          "EVP_DigestVerifyInit");
    bool holds = EVP_DigestVerify(context.get(), octets(signature), signature.size(),
                                  octets(message), message.size()) == 1;
    ERR_clear_error();
    return holds;
}

}  // namespace atelier::crypto
