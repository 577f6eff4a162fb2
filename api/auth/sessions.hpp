#pragma once

#include <expected>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/auth/signing_keys.hpp"
#include "api/auth/token.hpp"
#include "api/auth/token_verifier.hpp"
#include "api/http/message.hpp"
#include "eventstore/crypto/cipher.hpp"
#include "eventstore/crypto/master_key.hpp"
#include "eventstore/database/rounds.hpp"
#include "eventstore/log/append.hpp"

namespace atelier::api {

inline constexpr std::int64_t default_access_token_seconds = 15 * 60;
inline constexpr std::int64_t refresh_token_seconds = 30 * 24 * 3600;

/// What a refresh token says, once its seal was checked. The generation counts rotations: an older
/// one than the session's present one means that the token was used twice.
struct RefreshClaims {
    SessionId session;
    UserId user;
    std::int64_t generation = 0;
    Timestamp expires_at;
};

/// Access and refresh tokens of the whole installation. Signing keys and revocations are looked for
/// every two seconds, so that all nodes have the same. Thread-safe.
class Sessions {
public:
    /// Told of every session that ends, here or on another node; called on any thread.
    using Ended = std::function<void(SessionId)>;

    /// Blocking: reads or makes the signing key. Throws DatabaseError.
    Sessions(std::string database_url, crypto::MasterKey const& master,
             std::int64_t access_token_seconds = default_access_token_seconds);
    ~Sessions();

    /// One listener; once this returns, the one before is not called any more.
    void on_ended(Ended listener);
    /// The same for people who were erased, here or on another node; told of each at least once,
    /// and of everybody who ever was when this node may have missed something.
    using Erased = std::function<void(UserId)>;
    void on_erased(Erased listener);
    /// Looks at once for what other nodes have ended.
    void look_now();

    /// Who sends the request, or the answer that says what is wrong with its credentials.
    std::expected<AccessClaims, Response> authenticate(Request const& request);
    /// The same of a bare token; the error is the `code` of the answer.
    std::expected<AccessClaims, std::string> authenticate_token(std::string_view token);

    std::int64_t access_token_seconds() const { return access_token_seconds_; }
    std::string access_token(UserId user, SessionId session, Timestamp now) const;
    std::string refresh_token(RefreshClaims const& claims) const;
    std::optional<RefreshClaims> read_refresh_token(std::string_view token) const;

    /// What a new session keeps beside the log: which generation of its refresh token is good, and
    /// when it was used last.
    static std::vector<eventstore::Secret> first_secrets(SessionId session, Timestamp now);
    /// Makes the next generation of a refresh token the good one; false when `claims` are of one
    /// that is not. Blocking; throws DatabaseError.
    static bool rotate(eventstore::Connection& connection, RefreshClaims const& claims,
                       Timestamp now);
    /// What revoking a session keeps beside the log, so that all nodes learn of it.
    static std::vector<eventstore::Secret> revocation_secrets(SessionId session, Timestamp now);
    void revoke(SessionId session);
    /// What erasing a person keeps beside the log, so that all nodes learn of it.
    static eventstore::Secret erasure_secret(UserId user, Timestamp now);

    /// The body of `/.well-known/jwks.json`.
    std::string jwks() const;

    void stop();

private:
    std::string seal_of(std::string_view text) const;
    void look(eventstore::Connection& connection);
    void look_for_keys(eventstore::Connection& connection);
    void look_for_revocations(eventstore::Connection& connection);
    void look_for_erasures(eventstore::Connection& connection, bool knew_erased);
    void revoke(SessionId session, Timestamp now);

    crypto::MasterKey master_;
    std::int64_t access_token_seconds_;
    crypto::Key refresh_key_;
    mutable std::mutex keys_mutex_;
    KeysInForce keys_;
    TokenVerifier verifier_;
    std::mutex listener_mutex_;
    Ended listener_;
    Erased erased_listener_;
    bool knows_erased_ = false;  // of the watch: nothing was missed since it has asked for all
    eventstore::Rounds watch_;
};

}  // namespace atelier::api
