# Relative to api/; needs OpenSSL::Crypto and PkgConfig::ARGON2.
set(API_AUTH_SOURCES
    auth/password.cpp
    auth/token.cpp
    auth/token_memory.cpp
    auth/token_verifier.cpp)
