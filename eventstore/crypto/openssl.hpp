#pragma once

#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

/// What the .cpp files over OpenSSL share; include it in no header.
namespace atelier::crypto {

struct OpensslFree {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

template <class T>
using Owned = std::unique_ptr<T, OpensslFree>;

[[noreturn]] inline void fail(std::string_view call) {
    char reason[256];
    ERR_error_string_n(ERR_get_error(), reason, sizeof reason);
    ERR_clear_error();
    throw std::runtime_error(std::string("OpenSSL: ").append(call) + " failed: " + reason);
}

inline void check(int result, std::string_view call) {
    if (result != 1) fail(call);
}

template <class T>
T* check(T* pointer, std::string_view call) {
    if (pointer == nullptr) fail(call);
    return pointer;
}

inline unsigned char const* octets(std::string_view text) {
    return reinterpret_cast<unsigned char const*>(text.data());
}

inline unsigned char* octets(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace atelier::crypto
