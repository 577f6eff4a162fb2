#include "api/core/cursor.hpp"
#include "api/core/query_route.hpp"
#include "api/routes/identity.hpp"
#include "api/routes/routes.hpp"
#include "commands/session/revoke_session.hpp"
#include "commands/user/change_password.hpp"

namespace atelier::api {
namespace {

using namespace commands;

struct PasswordBody {
    Text<1, 256> old_password;
    Text<10, 256> new_password;
};
BOOST_DESCRIBE_STRUCT(PasswordBody, (), (old_password, new_password))

void end_session(SharedExchange exchange, SessionId session, session::RevocationReason reason) {
    auto caller = caller_of(*exchange);
    if (!caller) return exchange->reply(caller.error());
    exchange->services.engine.handler.run(
        RevokeSession{session, reason},
        [session](Scene const& after, Context const&) {
            return answer_text(EndedSessionsView{1}, after.version(stream_of(session)));
        },
        std::move(*caller),
        [exchange, session](Outcome outcome) {
            if (std::holds_alternative<Done>(outcome)) exchange->services.sessions.revoke(session);
            exchange->reply(response_of(outcome, exchange->request.id));
        },
        Sessions::revocation_secrets(session, crypto::system_now()));
}

void log_out(Exchange arrived) {
    auto exchange = std::make_shared<Exchange>(std::move(arrived));
    end_session(exchange, exchange->claims->session, session::RevocationReason::signed_out);
}

void end_one(Exchange arrived) {
    auto const session = SessionId::from_text(arrived.path_parameter("session"));
    if (!session) {
        return arrived.reply(failure(400, "malformed_request", "session must be a valid id.",
                                     arrived.request.id, {{"session", "must be a valid id"}}));
    }
    auto exchange = std::make_shared<Exchange>(std::move(arrived));
    end_session(exchange, *session, session::RevocationReason::signed_out_elsewhere);
}

/// Answers how many sessions have ended, or what stood against it.
SessionsEnded answer_ended(SharedExchange exchange) {
    return [exchange](std::int64_t ended, Outcome outcome) {
        auto* done = std::get_if<Done>(&outcome);
        if (!done) return exchange->reply(response_of(outcome, exchange->request.id));
        Meta meta;
        if (ended > 0) meta.position = done->position;
        exchange->reply(success(codec::to_json(EndedSessionsView{ended}), meta));
    };
}

void end_others(Exchange arrived) {
    auto exchange = std::make_shared<Exchange>(std::move(arrived));
    on_pool(exchange, [exchange](eventstore::Connection& connection) {
        end_other_sessions(exchange, connection, session::RevocationReason::signed_out_elsewhere,
                           answer_ended(exchange));
    });
}

void change_password(SharedExchange exchange, PasswordBody const& body,
                     std::int64_t password_changes) {
    auto caller = caller_of(*exchange);
    if (!caller) return exchange->reply(caller.error());
    // A repeat would have to show a password that is not the present one any more.
    caller->idempotency_key.reset();
    auto const user = exchange->user();
    exchange->services.engine.handler.run(
        ChangePassword{user, password_changes},
        [](Scene const&, Context const&) { return std::string{}; }, std::move(*caller),
        [exchange](Outcome outcome) {
            if (!std::holds_alternative<Done>(outcome)) {
                return exchange->reply(response_of(outcome, exchange->request.id));
            }
            // From here on no session can start by the old password: all others are found.
            on_pool(exchange, [exchange](eventstore::Connection& connection) {
                end_other_sessions(exchange, connection,
                                   session::RevocationReason::password_changed,
                                   answer_ended(exchange));
            });
        },
        {{password_kind, to_text(user), hash_password(body.new_password.value)}});
}

void replace_password(Exchange arrived) {
    auto body = body_of<PasswordBody>(arrived);
    if (!body) return;
    auto exchange = std::make_shared<Exchange>(std::move(arrived));
    auto const& old = body->old_password.value;
    check_own_password(exchange, old, "old_password", [exchange, body = *body](StoredUser user) {
        if (is_refused_as_common(exchange, body.new_password.value, "new_password")) return;
        change_password(exchange, body, user.password_changes);
    });
}

QueryResult list_sessions(Query& query) {
    auto const page = page_of(query.exchange, 1);
    if (!page) return std::unexpected(page.error());
    auto list = open_sessions(query.exchange.services.engine.keys, query.connection, query.user(),
                              page->after_text(0), page->limit + 1);
    for (auto& one : list) one.is_current = one.id == query.exchange.claims->session;
    return page->answer(std::move(list),
                        [](SessionView const& last) { return std::vector{to_text(last.id)}; });
}

}  // namespace

Routes session_routes() {
    Routes routes;
    auto const info = [](char const* method, char const* path, char const* summary) {
        return RouteInfo{method, path, summary, "Sign-in", Permission::signed_in};
    };
    routes.push_back(identity_route<void, EndedSessionsView>(
        info("POST", "/auth/logout", "End this session"), &log_out));
    routes.push_back(get("/auth/sessions", "List your sessions", "Sign-in", Permission::signed_in,
                         "directory", page_parameters())
                         .answers_list_of<SessionView>(&list_sessions));
    auto others = info("DELETE", "/auth/sessions", "End all your sessions but this one");
    others.honours_idempotency_key = false;
    routes.push_back(identity_route<void, EndedSessionsView>(others, &end_others));
    routes.push_back(identity_route<void, EndedSessionsView>(
        info("DELETE", "/auth/sessions/{session}", "End one of your sessions"), &end_one));
    auto password = info("POST", "/auth/password", "Change your password; other sessions end");
    password.honours_idempotency_key = false;
    password.shows_password = true;
    routes.push_back(identity_route<PasswordBody, EndedSessionsView>(password, &replace_password));
    return routes;
}

}  // namespace atelier::api
