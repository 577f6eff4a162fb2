#include "api/auth/sessions.hpp"

#include <charconv>
#include <utility>

#include "api/core/envelope.hpp"
#include "eventstore/crypto/random.hpp"
#include "schemas/codec/base64.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace std::chrono_literals;

constexpr auto refresh_kind = "refresh";
constexpr auto used_kind = "session_used";
constexpr auto revoked_kind = "revoked_session";
constexpr auto erased_kind = "erased_person";
// How long another node's access tokens may outlive a revocation.
constexpr auto watch_pause = 2s;

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::vector<std::string_view> parts_of(std::string_view text) {
    std::vector<std::string_view> parts;
    while (true) {
        auto const dot = text.find('.');
        parts.push_back(text.substr(0, dot));
        if (dot == std::string_view::npos) return parts;
        text.remove_prefix(dot + 1);
    }
}

KeysInForce first_keys(std::string const& database_url, crypto::MasterKey const& master) {
    eventstore::Connection connection{database_url};
    return keys_in_force(load_signing_keys(connection, master), crypto::system_now());
}

}  // namespace

Sessions::Sessions(std::string database_url, crypto::MasterKey const& master,
                   std::int64_t access_token_seconds)
    : master_(master),
      access_token_seconds_(access_token_seconds),
      refresh_key_(master.derive("refresh tokens")),
      keys_(first_keys(database_url, master)),
      verifier_(keys_.accepted),
      watch_("looking for revoked sessions and keys", std::move(database_url), watch_pause,
             [this](eventstore::Connection& connection) { look(connection); }) {}

Sessions::~Sessions() { stop(); }

void Sessions::stop() { watch_.stop(); }

void Sessions::on_ended(Ended listener) {
    std::lock_guard const lock{listener_mutex_};
    listener_ = std::move(listener);
}

void Sessions::on_erased(Erased listener) {
    std::lock_guard const lock{listener_mutex_};
    erased_listener_ = std::move(listener);
}

void Sessions::look_now() { watch_.begin_next(); }

void Sessions::look(eventstore::Connection& connection) {
    // Set again only by a whole round: what was announced during a failure may be gone.
    bool const knew_erased = std::exchange(knows_erased_, false);
    look_for_revocations(connection);
    look_for_erasures(connection, knew_erased);
    look_for_keys(connection);
    knows_erased_ = true;
}

/// Announcements go after an hour: who may have slept through one asks for everybody.
void Sessions::look_for_erasures(eventstore::Connection& connection, bool knew_erased) {
    auto const rows =
        connection.run(knew_erased ? sql::person_list_recently_erased : sql::person_list_erased);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const user = UserId::from_text(rows.text(row, 0));
        std::lock_guard const lock{listener_mutex_};
        if (user && erased_listener_) erased_listener_(*user);
    }
}

void Sessions::look_for_keys(eventstore::Connection& connection) {
    auto fresh = keys_in_force(load_signing_keys(connection, master_), crypto::system_now());
    verifier_.set_keys(fresh.accepted);
    std::lock_guard const lock{keys_mutex_};
    keys_ = std::move(fresh);
}

void Sessions::look_for_revocations(eventstore::Connection& connection) {
    auto const now = crypto::system_now();
    constexpr std::int64_t kept =
        std::chrono::milliseconds{max_token_lifetime + 2 * token_clock_skew}.count();
    connection.run(sql::session_forget_revoked, now.milliseconds - kept);
    auto const rows = connection.run(sql::session_list_revoked);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (auto const session = SessionId::from_text(rows.text(row, 0))) revoke(*session, now);
    }
}

void Sessions::revoke(SessionId session, Timestamp now) {
    if (verifier_.is_revoked(session)) return;
    verifier_.revoke(session, now);
    std::lock_guard const lock{listener_mutex_};
    if (listener_) listener_(session);
}

std::string Sessions::jwks() const {
    std::lock_guard const lock{keys_mutex_};
    return api::jwks(keys_.accepted);
}

std::expected<AccessClaims, std::string> Sessions::authenticate_token(std::string_view token) {
    auto claims = verifier_.verify(token, crypto::system_now());
    if (claims) return *claims;
    return std::unexpected(claims.error() == TokenError::expired ? "token_expired"
                                                                 : "unauthenticated");
}

std::expected<AccessClaims, Response> Sessions::authenticate(Request const& request) {
    constexpr std::string_view scheme = "Bearer ";
    auto const header = request.header("authorization");
    if (header.size() <= scheme.size() ||
        !equals_ignoring_case(header.substr(0, scheme.size()), scheme)) {
        return std::unexpected(unauthenticated_response(
            "unauthenticated", "Sign in first: Authorization: Bearer <access token>.", request.id));
    }
    auto claims = authenticate_token(header.substr(scheme.size()));
    if (claims) return *claims;
    bool const expired = claims.error() == "token_expired";
    return std::unexpected(unauthenticated_response(
        claims.error(),
        expired ? "The access token has expired: refresh it." : "The access token is not valid.",
        request.id));
}

std::string Sessions::access_token(UserId user, SessionId session, Timestamp now) const {
    auto const signing = [this] {
        std::lock_guard const lock{keys_mutex_};
        return keys_.signing;
    }();
    return sign_access_token(
        signing, {user, session, now, {now.milliseconds + access_token_seconds_ * 1000}});
}

std::string Sessions::seal_of(std::string_view text) const {
    return codec::base64url_encode(crypto::as_text(crypto::hmac_sha256(refresh_key_, text)));
}

std::string Sessions::refresh_token(RefreshClaims const& claims) const {
    auto const text = to_text(claims.session) + '.' + to_text(claims.user) + '.' +
                      std::to_string(claims.generation) + '.' +
                      std::to_string(claims.expires_at.milliseconds);
    return text + '.' + seal_of(text);
}

std::optional<RefreshClaims> Sessions::read_refresh_token(std::string_view token) const {
    auto const parts = parts_of(token);
    if (parts.size() != 5) return std::nullopt;
    auto const text = token.substr(0, token.size() - parts[4].size() - 1);
    if (!crypto::equal_in_constant_time(parts[4], seal_of(text))) return std::nullopt;
    auto const session = SessionId::from_text(parts[0]);
    auto const user = UserId::from_text(parts[1]);
    auto const generation = number_in(parts[2]);
    auto const expires = number_in(parts[3]);
    if (!session || !user || !generation || !expires) return std::nullopt;
    return RefreshClaims{*session, *user, *generation, {*expires}};
}

std::vector<eventstore::Secret> Sessions::first_secrets(SessionId session, Timestamp now) {
    return {{refresh_kind, to_text(session), "0"},
            {used_kind, to_text(session), std::to_string(now.milliseconds)}};
}

bool Sessions::rotate(eventstore::Connection& connection, RefreshClaims const& claims,
                      Timestamp now) {
    auto const rotated =
        connection.run(sql::session_rotate, to_text(claims.session),
                       eventstore::bytes_parameter(std::to_string(claims.generation)),
                       eventstore::bytes_parameter(std::to_string(claims.generation + 1)),
                       eventstore::bytes_parameter(std::to_string(now.milliseconds)));
    return rotated.affected() == 1;
}

std::vector<eventstore::Secret> Sessions::revocation_secrets(SessionId session, Timestamp now) {
    return {{refresh_kind, to_text(session), "revoked"},
            {revoked_kind, to_text(session), std::to_string(now.milliseconds)}};
}

eventstore::Secret Sessions::erasure_secret(UserId user, Timestamp now) {
    return {erased_kind, to_text(user), std::to_string(now.milliseconds)};
}

void Sessions::revoke(SessionId session) { revoke(session, crypto::system_now()); }

}  // namespace atelier::api
