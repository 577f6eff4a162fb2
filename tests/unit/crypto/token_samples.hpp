#pragma once

#include <string>
#include <string_view>

#include "api/auth/token.hpp"
#include "eventstore/crypto/signature.hpp"
#include "schemas/codec/base64.hpp"
#include "tests/unit/crypto/samples.hpp"

namespace atelier::api {

inline Timestamp sample_now() { return time_at("2026-11-21T14:00:00Z"); }

/// Issued now for 15 minutes.
inline AccessClaims sample_claims() {
    return {numbered<UserId>(1), numbered<SessionId>(2), sample_now(), later(sample_now(), 900)};
}

/// A token of any header and payload, properly signed.
inline std::string forge(SigningKey const& key, std::string_view header, std::string_view payload) {
    auto token = codec::base64url_encode(header) + '.' + codec::base64url_encode(payload);
    auto signature = crypto::sign(key.seed, token);
    return token + '.' + codec::base64url_encode(crypto::as_text(signature));
}

}  // namespace atelier::api
