#include "api/routes/identity.hpp"

#include <spdlog/spdlog.h>

#include "api/auth/common_password.hpp"
#include "commands/session/open_sessions.hpp"
#include "commands/session/revoke_sessions.hpp"
#include "commands/session/start_session.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace commands;

/// Sessions that one command ends.
constexpr std::size_t sessions_per_command = 200;

/// The sessions that are left to end, and how far it is.
struct Ending {
    SharedExchange exchange;
    session::RevocationReason reason;
    SessionsEnded then;
    std::vector<SessionId> left;
    std::int64_t ended = 0;
};

void end_next(std::shared_ptr<Ending> ending, Outcome last) {
    if (ending->left.empty()) return ending->then(ending->ended, std::move(last));
    auto const count = std::min(ending->left.size(), sessions_per_command);
    std::vector<SessionId> const some{ending->left.end() - static_cast<std::ptrdiff_t>(count),
                                      ending->left.end()};
    ending->left.resize(ending->left.size() - count);
    auto caller = caller_of(*ending->exchange);
    if (!caller) return ending->exchange->reply(caller.error());
    caller->idempotency_key.reset();
    caller->if_match.reset();
    std::vector<eventstore::Secret> secrets;
    auto const now = crypto::system_now();
    for (auto const& session : some) {
        for (auto& secret : Sessions::revocation_secrets(session, now))
            secrets.push_back(std::move(secret));
    }
    ending->exchange->services.engine.handler.run(
        RevokeSessions{ending->exchange->user(), some, ending->reason},
        [](Scene const&, Context const&) { return std::string{}; }, std::move(*caller),
        [ending, some](Outcome outcome) {
            if (!std::holds_alternative<Done>(outcome))
                return ending->then(ending->ended, std::move(outcome));
            for (auto const& session : some) ending->exchange->services.sessions.revoke(session);
            ending->ended += static_cast<std::int64_t>(some.size());
            end_next(ending, std::move(outcome));
        },
        std::move(secrets));
}

}  // namespace

void on_pool(SharedExchange exchange, std::function<void(eventstore::Connection&)> job) {
    auto guarded = [exchange, job = std::move(job)](eventstore::Connection& connection) {
        try {
            job(connection);
        } catch (eventstore::DatabaseError const& error) {
            spdlog::warn("{}: {}", exchange->request.path, error.what());
            if (error.state().empty()) connection.disconnect();
            exchange->reply(unavailable_response(exchange->request.id));
        }
    };
    if (!exchange->services.engine.pool.post(std::move(guarded))) {
        exchange->reply(unavailable_response(exchange->request.id));
    }
}

void on_password_worker(SharedExchange exchange, std::function<void()> job) {
    if (exchange->services.passwords.submit(std::move(job))) return;
    exchange->reply(failure(429, "rate_limited",
                            "Too many people sign in right now; try again in a moment.",
                            exchange->request.id));
}

void check_own_password(SharedExchange exchange, std::string password, char const* path,
                        std::function<void(StoredUser)> then) {
    auto const key = to_text(exchange->user());
    auto const verdict = exchange->services.limits.accounts.take(key);
    if (!verdict.is_allowed) {
        return exchange->reply(
            rate_limited_response(verdict.retry_after_seconds, exchange->request.id));
    }
    on_pool(exchange, [=](eventstore::Connection& connection) {
        // The person first: a change of the password in between shows in the number of changes.
        auto const user = stored_user(exchange->services.engine.keys, connection, exchange->user());
        auto const rows = connection.run(sql::log_find_secret, password_kind, exchange->user());
        auto const hash = rows.empty() ? std::string{dummy_password_hash()} : rows.bytes(0, 0);
        on_password_worker(exchange, [=] {
            if (!verify_password(hash, password)) {
                return exchange->reply(
                    failure(invalid(path, "is not the password"), exchange->request.id));
            }
            exchange->services.limits.accounts.give_back(key);
            then(user);
        });
    });
}

bool is_refused_as_common(SharedExchange const& exchange, std::string_view password,
                          std::string const& path) {
    if (!is_common_password(password)) return false;
    exchange->reply(failure(
        invalid(path, "is one of the commonest passwords; choose one that is harder to guess"),
        exchange->request.id));
    return true;
}

void answer_signed_in(SharedExchange exchange, UserView const& user, SessionId session,
                      std::int64_t generation, int status, bool is_replayed) {
    auto& sessions = exchange->services.sessions;
    auto const now = crypto::system_now();
    RefreshClaims const refresh{
        session, user.id, generation, {now.milliseconds + refresh_token_seconds * 1000}};
    SignedInView const view{user, sessions.access_token(user.id, session, now),
                            sessions.access_token_seconds(), sessions.refresh_token(refresh)};
    auto response = success(codec::to_json(view), {}, status);
    if (status == 201) response.headers.emplace_back("Location", "/api/v1/me");
    if (is_replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
    exchange->reply(std::move(response));
}

void start_session(SharedExchange exchange, StoredUser user, int status, bool is_replayed) {
    auto& engine = exchange->services.engine;
    SessionId const session{engine.handler.new_command_id().uuid};
    auto caller = caller_of(*exchange);
    if (!caller) return exchange->reply(caller.error());
    // The password was the proof; and each sign-in is a session of its own, also under a repeated
    // key.
    caller->user = user.view.id;
    caller->idempotency_key.reset();
    caller->if_match.reset();
    StartSession command{session, user.view.id, user.password_changes};
    engine.handler.run(
        std::move(command), [](Scene const&, Context const&) { return std::string{}; },
        std::move(*caller),
        [exchange, user, session, status, is_replayed](Outcome outcome) {
            if (!std::holds_alternative<Done>(outcome)) {
                return exchange->reply(response_of(outcome, exchange->request.id));
            }
            answer_signed_in(exchange, user.view, session, 0, status, is_replayed);
        },
        Sessions::first_secrets(session, crypto::system_now()));
}

void end_other_sessions(SharedExchange exchange, eventstore::Connection& connection,
                        session::RevocationReason reason, SessionsEnded then) {
    auto ending = std::make_shared<Ending>(Ending{exchange, reason, std::move(then), {}, 0});
    auto const rows =
        connection.run(sql::session_list_claimed, open_sessions_scope(exchange->user()));
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const session = SessionId::from_text(rows.text(row, 0));
        if (session && *session != exchange->claims->session) ending->left.push_back(*session);
    }
    end_next(ending, Done{});
}

}  // namespace atelier::api
