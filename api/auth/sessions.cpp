#include "api/auth/sessions.hpp"

#include <spdlog/spdlog.h>

#include <charconv>

#include "api/core/envelope.hpp"
#include "eventstore/crypto/random.hpp"
#include "schemas/codec/base64.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace std::chrono_literals;

constexpr auto signing_kind = "signing_key";
constexpr auto signing_name = "1";
constexpr auto refresh_kind = "refresh";
constexpr auto revoked_kind = "revoked_session";
// How long another node's access tokens may outlive a revocation.
constexpr auto revocation_pause = 2s;

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

}  // namespace

Sessions::Sessions(std::string database_url, crypto::MasterKey const& master)
    : connection_(std::move(database_url)),
      refresh_key_(master.derive("refresh tokens")),
      key_(load_key(master)),
      jwks_(api::jwks({public_key(key_)})),
      verifier_({public_key(key_)}),
      thread_([this] { watch_revocations(); }) {}

Sessions::~Sessions() { stop(); }

void Sessions::stop() {
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

SigningKey Sessions::load_key(crypto::MasterKey const& master) {
    auto const fresh = generate_signing_key();
    // Of several nodes that start at once one is first; all read what it wrote.
    connection_.run(sql::log_add_secret, signing_kind, signing_name,
                    eventstore::bytes_parameter(master.wrap(fresh.seed, signing_kind)));
    auto const rows = connection_.run(sql::log_find_secret, signing_kind, signing_name);
    auto const seed = master.unwrap(rows.bytes(0, 0), signing_kind);
    if (!seed)
        throw eventstore::DatabaseError("the signing key was wrapped by another master key", "",
                                        false);
    return signing_key_from_seed(*seed);
}

void Sessions::watch_revocations() {
    std::unique_lock lock{mutex_};
    while (!stopping_) {
        lock.unlock();
        try {
            auto const now = crypto::system_now();
            connection_.run(sql::session_forget_revoked,
                            now.milliseconds - 2 * access_token_seconds * 1000);
            auto const rows = connection_.run(sql::session_list_revoked);
            for (std::size_t row = 0; row < rows.size(); ++row) {
                if (auto const session = SessionId::from_text(rows.text(row, 0)))
                    verifier_.revoke(*session, now);
            }
        } catch (eventstore::DatabaseError const& error) {
            spdlog::debug("cannot look for revoked sessions: {}", error.what());
            connection_.disconnect();
        }
        lock.lock();
        wake_.wait_for(lock, revocation_pause, [this] { return stopping_; });
    }
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
    return sign_access_token(
        key_, {user, session, now, {now.milliseconds + access_token_seconds * 1000}});
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

eventstore::Secret Sessions::generation_secret(SessionId session, std::int64_t generation) {
    return {refresh_kind, to_text(session), std::to_string(generation)};
}

std::vector<eventstore::Secret> Sessions::revocation_secrets(SessionId session, Timestamp now) {
    return {{refresh_kind, to_text(session), "revoked"},
            {revoked_kind, to_text(session), std::to_string(now.milliseconds)}};
}

void Sessions::revoke(SessionId session) { verifier_.revoke(session, crypto::system_now()); }

}  // namespace atelier::api
