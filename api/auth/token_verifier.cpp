#include "api/auth/token_verifier.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "api/auth/token_format.hpp"
#include "api/auth/token_memory.hpp"
#include "eventstore/crypto/signature.hpp"
#include "schemas/codec/base64.hpp"
#include "schemas/codec/json.hpp"

namespace atelier::api {

namespace {

/// A revocation outlives every token of its session: one signed by a node whose clock is ahead, and
/// one that another node signed while the news of the revocation was under way.
constexpr std::chrono::milliseconds revocation_retention =
    max_token_lifetime + 2 * token_clock_skew;

/// The end of the year 9999, the last second that a Timestamp can be.
constexpr std::int64_t max_seconds = 253'402'300'799;

struct Parts {
    std::string_view header;
    std::string_view payload;
    std::string_view signature;
    std::string_view signed_text;  ///< header and payload with the dot between them
};

std::optional<Parts> split(std::string_view token) {
    auto first = token.find('.');
    if (first == std::string_view::npos) return std::nullopt;
    auto second = token.find('.', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    Parts parts{token.substr(0, first), token.substr(first + 1, second - first - 1),
                token.substr(second + 1), token.substr(0, second)};
    if (parts.signature.find('.') != std::string_view::npos) return std::nullopt;
    return parts;
}

/// Unknown members are refused: an extension that is not understood, `crit` above all, must not be
/// passed over (RFC 7515 §4.1.11).
template <class T>
std::optional<T> decode(std::string_view part) {
    auto text = codec::base64url_decode(part);
    if (!text) return std::nullopt;
    auto value = codec::from_json<T>(*text);
    if (!value) return std::nullopt;
    return std::move(*value);
}

/// What the header says against the token. The algorithm comes first: whoever chose another one may
/// have left out everything else.
std::optional<TokenError> objection(TokenHeader const& header) {
    if (header.alg != token_algorithm) return TokenError::wrong_algorithm;
    if (header.typ != token_type && header.typ != generic_token_type) return TokenError::malformed;
    if (!header.kid) return TokenError::unknown_key;
    return std::nullopt;
}

std::optional<AccessClaims> to_claims(TokenPayload const& payload) {
    if (payload.iss != token_issuer) return std::nullopt;
    if (payload.iat < 0 || payload.exp <= payload.iat || payload.exp > max_seconds) {
        return std::nullopt;
    }
    if (std::chrono::seconds(payload.exp - payload.iat) > max_token_lifetime) return std::nullopt;
    return AccessClaims{.user = payload.sub,
                        .session = payload.sid,
                        .issued_at = {payload.iat * 1000},
                        .expires_at = {payload.exp * 1000}};
}

std::optional<TokenError> objection(AccessClaims const& claims, Timestamp now) {
    constexpr std::int64_t skew = std::chrono::milliseconds(token_clock_skew).count();
    if (now >= claims.expires_at) return TokenError::expired;
    if (claims.issued_at.milliseconds - skew > now.milliseconds) return TokenError::not_yet_valid;
    return std::nullopt;
}

/// Everything but time and revocation, which change while a token does not.
std::expected<AccessClaims, TokenError> read(std::string_view token,
                                             std::vector<PublicKey> const& keys) {
    auto parts = split(token);
    if (!parts) return std::unexpected(TokenError::malformed);
    auto header = decode<TokenHeader>(parts->header);
    if (!header) return std::unexpected(TokenError::malformed);
    if (auto error = objection(*header)) return std::unexpected(*error);

    auto key = std::find_if(keys.begin(), keys.end(),
                            [&](PublicKey const& one) { return one.id == *header->kid; });
    if (key == keys.end()) return std::unexpected(TokenError::unknown_key);
    auto signature = codec::base64url_decode(parts->signature);
    if (!signature) return std::unexpected(TokenError::malformed);
    if (!crypto::verify_signature(key->point, parts->signed_text, *signature)) {
        return std::unexpected(TokenError::bad_signature);
    }
    // Only now is the payload worth reading.
    auto payload = decode<TokenPayload>(parts->payload);
    if (!payload) return std::unexpected(TokenError::malformed);
    auto claims = to_claims(*payload);
    if (!claims) return std::unexpected(TokenError::malformed);
    return *claims;
}

}  // namespace

std::string_view to_text(TokenError error) {
    switch (error) {
        case TokenError::malformed:
            return "malformed";
        case TokenError::wrong_algorithm:
            return "wrong_algorithm";
        case TokenError::unknown_key:
            return "unknown_key";
        case TokenError::bad_signature:
            return "bad_signature";
        case TokenError::not_yet_valid:
            return "not_yet_valid";
        case TokenError::expired:
            return "expired";
        case TokenError::revoked:
            return "revoked";
    }
    return "unknown";
}

struct TokenVerifier::Memory {
    RememberedTokens tokens{max_remembered_tokens};
    RevokedSessions revoked{revocation_retention};
};

TokenVerifier::TokenVerifier(std::vector<PublicKey> keys)
    : keys_(std::make_shared<std::vector<PublicKey> const>(std::move(keys))),
      memory_(std::make_unique<Memory>()) {}

TokenVerifier::~TokenVerifier() = default;

void TokenVerifier::set_keys(std::vector<PublicKey> keys) {
    auto fresh = std::make_shared<std::vector<PublicKey> const>(std::move(keys));
    std::lock_guard const lock{keys_mutex_};
    keys_ = std::move(fresh);
}

TokenVerifier::Keys TokenVerifier::keys() const {
    std::lock_guard const lock{keys_mutex_};
    return keys_;
}

std::expected<AccessClaims, TokenError> TokenVerifier::verify(std::string_view token,
                                                              Timestamp now) {
    if (token.size() > max_token_bytes) return std::unexpected(TokenError::malformed);
    auto digest = crypto::sha256(token);
    auto known = memory_->tokens.find(digest);
    std::expected<AccessClaims, TokenError> claims = known ? *known : read(token, *keys());
    if (!claims) return claims;
    if (auto error = objection(*claims, now)) {
        if (known) memory_->tokens.forget(digest);
        return std::unexpected(*error);
    }
    // Last, so that a revocation during the check of the signature counts.
    if (memory_->revoked.contains(claims->session)) return std::unexpected(TokenError::revoked);
    if (!known) memory_->tokens.remember(digest, *claims);
    return claims;
}

void TokenVerifier::revoke(SessionId session, Timestamp now) { memory_->revoked.add(session, now); }

bool TokenVerifier::is_revoked(SessionId session) const {
    return memory_->revoked.contains(session);
}

std::size_t TokenVerifier::remembered_tokens() const { return memory_->tokens.size(); }

std::size_t TokenVerifier::revoked_sessions() const { return memory_->revoked.size(); }

}  // namespace atelier::api
