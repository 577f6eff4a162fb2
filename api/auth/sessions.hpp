#pragma once

#include <condition_variable>
#include <expected>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "api/auth/token.hpp"
#include "api/auth/token_verifier.hpp"
#include "api/http/message.hpp"
#include "eventstore/crypto/cipher.hpp"
#include "eventstore/crypto/master_key.hpp"
#include "eventstore/database/connection.hpp"
#include "eventstore/log/append.hpp"

namespace atelier::api {

inline constexpr std::int64_t access_token_seconds = 15 * 60;
inline constexpr std::int64_t refresh_token_seconds = 30 * 24 * 3600;

/// What a refresh token says, once its seal was checked. The generation counts rotations: an older
/// one than the session's present one means that the token was used twice.
struct RefreshClaims {
    SessionId session;
    UserId user;
    std::int64_t generation = 0;
    Timestamp expires_at;
};

/// Access and refresh tokens of the whole installation. The signing key lives in the log's secrets,
/// wrapped by the master key, so that every node signs with the same; the first node makes it.
/// Thread-safe.
class Sessions {
public:
    /// Blocking: reads or makes the signing key. Throws DatabaseError.
    Sessions(std::string database_url, crypto::MasterKey const& master);
    ~Sessions();

    /// Who sends the request, or the answer that says what is wrong with its credentials.
    std::expected<AccessClaims, Response> authenticate(Request const& request);
    /// The same of a bare token; the error is the `code` of the answer.
    std::expected<AccessClaims, std::string> authenticate_token(std::string_view token);

    std::string access_token(UserId user, SessionId session, Timestamp now) const;
    std::string refresh_token(RefreshClaims const& claims) const;
    std::optional<RefreshClaims> read_refresh_token(std::string_view token) const;

    /// The secret that says which generation of a session's refresh token is good.
    static eventstore::Secret generation_secret(SessionId session, std::int64_t generation);
    /// What revoking a session keeps beside the log, so that all nodes learn of it.
    static std::vector<eventstore::Secret> revocation_secrets(SessionId session, Timestamp now);
    void revoke(SessionId session);

    std::string const& jwks() const { return jwks_; }

    void stop();

private:
    std::string seal_of(std::string_view text) const;
    SigningKey load_key(crypto::MasterKey const& master);
    void watch_revocations();

    eventstore::Connection connection_;
    crypto::Key refresh_key_;
    SigningKey key_;
    std::string jwks_;
    TokenVerifier verifier_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace atelier::api
