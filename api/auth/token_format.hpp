#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/describe/class.hpp>

#include "domain/id.hpp"

/// The JSON inside a token; for token.cpp and token_verifier.cpp only.
namespace atelier::api {

inline constexpr std::string_view token_algorithm = "EdDSA";
/// What we write (RFC 9068 §2.1); the generic `JWT` is read too.
inline constexpr std::string_view token_type = "at+jwt";
inline constexpr std::string_view generic_token_type = "JWT";

/// Only `alg` must be there for the text to be read at all, so that a token without signature is
/// told from a broken one.
struct TokenHeader {
    std::string alg;
    std::optional<std::string> typ;
    std::optional<std::string> kid;
};
BOOST_DESCRIBE_STRUCT(TokenHeader, (), (alg, typ, kid))

/// `iat` and `exp` are whole seconds since 1970.
struct TokenPayload {
    std::string iss;
    UserId sub;
    SessionId sid;
    std::int64_t iat = 0;
    std::int64_t exp = 0;
};
BOOST_DESCRIBE_STRUCT(TokenPayload, (), (iss, sub, sid, iat, exp))

}  // namespace atelier::api
