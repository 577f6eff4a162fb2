# Relative to api/; needs OpenSSL::Crypto, PkgConfig::ARGON2 and ${ZXCVBN}.
set(API_AUTH_SOURCES
    auth/common_password.cpp
    auth/password.cpp
    auth/signing_keys.cpp
    auth/token.cpp
    auth/token_memory.cpp
    auth/token_verifier.cpp)
