#include "eventstore/crypto/cipher.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include <climits>

#include "eventstore/crypto/openssl.hpp"
#include "eventstore/crypto/random.hpp"

namespace atelier::crypto {

namespace {

// Looking an algorithm up costs more than using it on a short text, so each is fetched once and
// kept until the process ends.
EVP_CIPHER* aes_256_gcm() {
    static EVP_CIPHER* const cipher =
        check(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr), "EVP_CIPHER_fetch");
    return cipher;
}

EVP_MD* sha_256() {
    static EVP_MD* const digest = check(EVP_MD_fetch(nullptr, "SHA2-256", nullptr), "EVP_MD_fetch");
    return digest;
}

EVP_MAC* hmac() {
    static EVP_MAC* const mac = check(EVP_MAC_fetch(nullptr, "HMAC", nullptr), "EVP_MAC_fetch");
    return mac;
}

/// OpenSSL counts in int; nothing that is sealed here comes near.
int length_of(std::string_view text) {
    if (text.size() > INT_MAX) throw std::length_error("a text over 2 GiB cannot be sealed");
    return static_cast<int>(text.size());
}

Owned<EVP_CIPHER_CTX> new_cipher_context() {
    return Owned<EVP_CIPHER_CTX>(check(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new"));
}

}  // namespace

Key random_key() {
    Key key;
    random_bytes(key);
    return key;
}

std::string seal(Key const& key, std::string_view plain, std::string_view associated) {
    std::string sealed(plain.size() + sealing_overhead_bytes, '\0');
    unsigned char* nonce = octets(sealed);
    unsigned char* text = nonce + nonce_bytes;
    unsigned char* tag = text + plain.size();
    unguarded_random_bytes({nonce, nonce_bytes});

    auto context = new_cipher_context();
    int written = 0;
    check(EVP_EncryptInit_ex2(context.get(), aes_256_gcm(), key.data(), nonce, nullptr),
          "EVP_EncryptInit");
    check(EVP_EncryptUpdate(context.get(), nullptr, &written, octets(associated),
                            length_of(associated)),
          "EVP_EncryptUpdate");
    check(EVP_EncryptUpdate(context.get(), text, &written, octets(plain), length_of(plain)),
          "EVP_EncryptUpdate");
    check(EVP_EncryptFinal_ex(context.get(), tag, &written), "EVP_EncryptFinal");
    check(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tag_bytes, tag),
          "EVP_CTRL_AEAD_GET_TAG");
    return sealed;
}

std::optional<std::string> open(Key const& key, std::string_view sealed,
                                std::string_view associated) {
    if (sealed.size() < sealing_overhead_bytes) return std::nullopt;
    std::string_view nonce = sealed.substr(0, nonce_bytes);
    std::string tag(sealed.substr(sealed.size() - tag_bytes));
    std::string_view text = sealed.substr(nonce_bytes, sealed.size() - sealing_overhead_bytes);
    std::string plain(text.size(), '\0');

    auto context = new_cipher_context();
    int written = 0;
    check(EVP_DecryptInit_ex2(context.get(), aes_256_gcm(), key.data(), octets(nonce), nullptr),
          "EVP_DecryptInit");
    check(EVP_DecryptUpdate(context.get(), nullptr, &written, octets(associated),
                            length_of(associated)),
          "EVP_DecryptUpdate");
    check(EVP_DecryptUpdate(context.get(), octets(plain), &written, octets(text), length_of(text)),
          "EVP_DecryptUpdate");
    check(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tag_bytes, octets(tag)),
          "EVP_CTRL_AEAD_SET_TAG");
    unsigned char nothing[tag_bytes];
    if (EVP_DecryptFinal_ex(context.get(), nothing, &written) == 1) return plain;
    // What was decrypted is not authentic, so nobody may see it.
    OPENSSL_cleanse(plain.data(), plain.size());
    ERR_clear_error();
    return std::nullopt;
}

Digest sha256(std::string_view data) {
    Digest digest;
    check(EVP_Digest(data.data(), data.size(), digest.data(), nullptr, sha_256(), nullptr),
          "EVP_Digest");
    return digest;
}

Digest hmac_sha256(Key const& key, std::string_view data) {
    char name[] = "SHA2-256";
    OSSL_PARAM const parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
        OSSL_PARAM_construct_end(),
    };
    Owned<EVP_MAC_CTX> context(check(EVP_MAC_CTX_new(hmac()), "EVP_MAC_CTX_new"));
    check(EVP_MAC_init(context.get(), key.data(), key.size(), parameters), "EVP_MAC_init");
    check(EVP_MAC_update(context.get(), octets(data), data.size()), "EVP_MAC_update");
    Digest digest;
    std::size_t written = 0;
    check(EVP_MAC_final(context.get(), digest.data(), &written, digest.size()), "EVP_MAC_final");
    return digest;
}

Key hkdf(Key const& key, std::string_view info) {
    // A key is exactly one block of the expansion: T(1) = HMAC(key, info || 0x01).
    return hmac_sha256(key, std::string(info) + '\x01');
}

bool equal_in_constant_time(std::string_view left, std::string_view right) {
    return left.size() == right.size() &&
           CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

void wipe(std::span<std::uint8_t> secret) { OPENSSL_cleanse(secret.data(), secret.size()); }

std::string_view as_text(std::span<std::uint8_t const> bytes) {
    return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

}  // namespace atelier::crypto
