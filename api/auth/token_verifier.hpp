#pragma once

#include <chrono>
#include <cstddef>
#include <expected>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "api/auth/token.hpp"

namespace atelier::api {

enum class TokenError {
    malformed,        ///< not a token of ours: form, `typ`, `iss`, a claim, a lifetime too long
    wrong_algorithm,  ///< `alg` is not exactly `EdDSA`
    unknown_key,      ///< `kid` is none of the verifier's keys
    bad_signature,
    not_yet_valid,  ///< issued in the future by more than `token_clock_skew`
    expired,
    revoked,  ///< its session was revoked here
};

/// `bad_signature` and so on, for logs.
std::string_view to_text(TokenError error);

/// Longer texts are refused unread.
inline constexpr std::size_t max_token_bytes = 2048;
/// How far the clock of the node that signed may be ahead. Expiry knows no such grace.
inline constexpr std::chrono::seconds token_clock_skew{60};
/// A token valid for longer is refused: it bounds how long a revocation must be remembered.
inline constexpr std::chrono::minutes max_token_lifetime{60};
/// Verified tokens remembered; the least recently used go first.
inline constexpr std::size_t max_remembered_tokens = 100'000;

/// Checks access tokens against a set of public keys and remembers those that held, because a
/// signature costs 0.13 ms to check and a memory of it less than a hundredth. Thread-safe.
class TokenVerifier {
public:
    explicit TokenVerifier(std::vector<PublicKey> keys);
    ~TokenVerifier();
    TokenVerifier(TokenVerifier const&) = delete;
    TokenVerifier& operator=(TokenVerifier const&) = delete;

    /// From now on these are the keys. What is remembered stays: drop a key only once all tokens
    /// of it have expired.
    void set_keys(std::vector<PublicKey> keys);

    std::expected<AccessClaims, TokenError> verify(std::string_view token, Timestamp now);

    /// From its return on, every token of the session is `revoked`, remembered or not. Kept in
    /// this process until the last token of the session has expired, so revoke only sessions that
    /// get no new ones; after a restart, revoke those of the last `max_token_lifetime` again.
    void revoke(SessionId session, Timestamp now);
    bool is_revoked(SessionId session) const;

    /// For metrics.
    std::size_t remembered_tokens() const;
    std::size_t revoked_sessions() const;

private:
    using Keys = std::shared_ptr<std::vector<PublicKey> const>;
    Keys keys() const;

    struct Memory;
    mutable std::mutex keys_mutex_;
    Keys keys_;
    std::unique_ptr<Memory> memory_;
};

}  // namespace atelier::api
