#include "eventstore/crypto/signature.hpp"

#include <openssl/pem.h>

#include "eventstore/crypto/openssl.hpp"

namespace atelier::crypto {

namespace {

Owned<EVP_PKEY> private_key(SigningSeed const& seed) {
    return Owned<EVP_PKEY>(
        check(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()),
              "EVP_PKEY_new_raw_private_key"));
}

Owned<EVP_PKEY> public_key_of(PublicPoint const& point) {
    return Owned<EVP_PKEY>(
        check(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, point.data(), point.size()),
              "EVP_PKEY_new_raw_public_key"));
}

struct FreeBio {
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using OwnedBio = std::unique_ptr<BIO, FreeBio>;

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
    auto key = public_key_of(point);
    auto context = new_digest_context();
    check(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()),
          "EVP_DigestVerifyInit");
    bool holds = EVP_DigestVerify(context.get(), octets(signature), signature.size(),
                                  octets(message), message.size()) == 1;
    ERR_clear_error();
    return holds;
}

std::string public_key_pem(PublicPoint const& point) {
    OwnedBio const bio{check(BIO_new(BIO_s_mem()), "BIO_new")};
    check(PEM_write_bio_PUBKEY(bio.get(), public_key_of(point).get()), "PEM_write_bio_PUBKEY");
    char* text = nullptr;
    auto const length = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(length)};
}

std::optional<PublicPoint> public_point_from_pem(std::string_view pem) {
    OwnedBio const bio{
        check(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), "BIO_new_mem_buf")};
    Owned<EVP_PKEY> const key{PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr)};
    PublicPoint point;
    std::size_t size = point.size();
    bool const is_read = key && EVP_PKEY_get_id(key.get()) == EVP_PKEY_ED25519 &&
                         EVP_PKEY_get_raw_public_key(key.get(), point.data(), &size) == 1;
    ERR_clear_error();
    return is_read ? std::optional{point} : std::nullopt;
}

}  // namespace atelier::crypto
