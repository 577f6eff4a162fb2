# Relative to eventstore/; needs OpenSSL::Crypto.
set(EVENTSTORE_CRYPTO_SOURCES
    crypto/cipher.cpp
    crypto/hex.cpp
    crypto/master_key.cpp
    crypto/random.cpp
    crypto/signature.cpp)
