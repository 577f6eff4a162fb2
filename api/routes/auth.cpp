#include "api/routes/identity.hpp"
#include "api/routes/routes.hpp"
#include "commands/session/revoke_session.hpp"
#include "commands/user/register_user.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace commands;

/// One @ with something on both sides, a dot in the domain, no blanks: whether mail arrives, only
/// mail can tell.
bool is_email(std::string_view email) {
    auto const at = email.find('@');
    if (at == 0 || at == email.npos || email.find('@', at + 1) != email.npos) return false;
    auto const domain = email.substr(at + 1);
    auto const dot = domain.find('.');
    bool const has_blank = email.find_first_of(" \t\r\n<>\"\\,;") != email.npos;
    return dot != domain.npos && dot > 0 && domain.back() != '.' && !has_blank;
}

struct Email {
    static constexpr std::size_t longest = 254;
    static constexpr char const* json_schema =
        R"({"type":"string","format":"email","maxLength":254})";
    static constexpr char const* json_form = "e-mail address";
    std::string value;

    static std::optional<Email> from_text(std::string_view text) {
        if (text.size() > longest || !is_email(text)) return std::nullopt;
        return Email{std::string{text}};
    }
};

std::string to_text(Email const& email) { return email.value; }

struct RegisterBody {
    Email email;
    Text<10, 256> password;
    Text<1, 100> name;
};
BOOST_DESCRIBE_STRUCT(RegisterBody, (), (email, password, name))

struct LoginBody {
    Text<3, 254> email;
    Text<1, 256> password;
};
BOOST_DESCRIBE_STRUCT(LoginBody, (), (email, password))

struct RefreshBody {
    std::string refresh_token;
};
BOOST_DESCRIBE_STRUCT(RefreshBody, (), (refresh_token))

void register_user(Exchange arrived) {
    auto body = body_of<RegisterBody>(arrived);
    if (!body) return;
    auto exchange = std::make_shared<Exchange>(std::move(arrived));
    auto caller = caller_of(*exchange);
    if (!caller) return exchange->reply(caller.error());
    caller->origin.reset();
    on_password_worker(exchange, [exchange, body = *body, caller = *caller] {
        if (is_refused_as_common(exchange, body.password.value, "password")) return;
        auto& engine = exchange->services.engine;
        UserId const id{engine.handler.new_command_id().uuid};
        user::State const fresh;
        UserView const user{id, body.email.value, body.name.value, fresh.time_zone, fresh.locale};
        std::vector<eventstore::Secret> secrets{
            {password_kind, to_text(id), hash_password(body.password.value)},
            engine.keys.create(id)};
        auto answer = [user](Scene const&, Context const&) { return codec::to_json(user); };
        engine.handler.run(
            RegisterUser{id, body.email.value, body.name.value}, answer, caller,
            [exchange](Outcome outcome) {
                auto const* done = std::get_if<Done>(&outcome);
                if (!done) return exchange->reply(response_of(outcome, exchange->request.id));
                auto const user = codec::from_json<UserView>(done->answer).value();
                if (!done->replayed) return start_session(exchange, {user, 0}, 201);
                // Since then the password may have been changed: it is no proof any more.
                on_pool(exchange, [exchange, id = user.id](eventstore::Connection& connection) {
                    auto& services = exchange->services;
                    services.engine.keys.load(connection, id);
                    start_session(exchange,
                                  {stored_user(services.engine.keys, connection, id).view, 0}, 201,
                                  true);
                });
            },
            std::move(secrets));
    });
}

/// Who has the e-mail address, with the hash of their password.
struct Account {
    std::optional<StoredUser> user;
    std::string hash{dummy_password_hash()};
};

/// The same look-ups whether or not anybody has the address, so that it takes as long.
Account find_account(Engine& engine, eventstore::Connection& connection,
                     std::string const& email_index) {
    auto const owner = connection.run(sql::log_find_claim, "email", email_index);
    auto const stream = owner.empty() ? std::nullopt : StreamId::from_text(owner.text(0, 0));
    UserId const id = stream ? UserId{stream->id} : UserId{};
    // The person first: a password that is changed in between then counts as changed since.
    engine.keys.load(connection, id);
    auto user = stored_user(engine.keys, connection, id);
    auto const hash = connection.run(sql::log_find_secret, password_kind, id);
    if (!stream || hash.empty()) return {};
    return {std::move(user), hash.bytes(0, 0)};
}

void log_in(Exchange arrived) {
    auto body = body_of<LoginBody>(arrived);
    if (!body) return;
    auto exchange = std::make_shared<Exchange>(std::move(arrived));
    auto const index = exchange->services.engine.handler.email_index(body->email.value);
    // Also for an address that nobody has, so that it is told from no other.
    auto const verdict = exchange->services.limits.accounts.take(index);
    if (!verdict.is_allowed) {
        return exchange->reply(
            rate_limited_response(verdict.retry_after_seconds, exchange->request.id));
    }
    on_pool(exchange, [exchange, body = *body, index](eventstore::Connection& connection) {
        auto const account = find_account(exchange->services.engine, connection, index);
        on_password_worker(exchange, [exchange, body, account, index] {
            // An unknown address takes as long as a wrong password, and is told the same.
            bool const right = verify_password(account.hash, body.password.value);
            if (!right || !account.user) {
                return exchange->reply(unauthenticated_response(
                    "invalid_credentials", "The e-mail address or the password is wrong.",
                    exchange->request.id));
            }
            exchange->services.limits.accounts.give_back(index);
            start_session(exchange, *account.user, 200);
        });
    });
}

/// A refresh token that was used before: whoever has it, the whole session ends.
void revoke_reused(SharedExchange exchange, RefreshClaims claims) {
    auto& services = exchange->services;
    services.sessions.revoke(claims.session);
    Caller caller;
    caller.user = claims.user;
    caller.request_id = exchange->request.id;
    services.engine.handler.run(
        RevokeSession{claims.session, session::RevocationReason::refresh_token_reused},
        [](Scene const&, Context const&) { return std::string{}; }, caller,
        [exchange](Outcome outcome) {
            if (std::holds_alternative<NotAvailable>(outcome)) {
                return exchange->reply(response_of(outcome, exchange->request.id));
            }
            exchange->reply(unauthenticated_response(
                "unauthenticated",
                "This refresh token was used before; the session has ended. Sign in again.",
                exchange->request.id));
        },
        Sessions::revocation_secrets(claims.session, crypto::system_now()));
}

void refresh(Exchange arrived) {
    auto body = body_of<RefreshBody>(arrived);
    if (!body) return;
    auto const claims = arrived.services.sessions.read_refresh_token(body->refresh_token);
    if (!claims || claims->expires_at < crypto::system_now()) {
        return arrived.reply(unauthenticated_response(
            "unauthenticated", "The refresh token is not valid: sign in again.",
            arrived.request.id));
    }
    auto exchange = std::make_shared<Exchange>(std::move(arrived));
    on_pool(exchange, [exchange, claims = *claims](eventstore::Connection& connection) {
        if (!Sessions::rotate(connection, claims, crypto::system_now()))
            return revoke_reused(exchange, claims);
        auto& engine = exchange->services.engine;
        engine.keys.load(connection, claims.user);
        answer_signed_in(exchange, stored_user(engine.keys, connection, claims.user).view,
                         claims.session, claims.generation + 1, 200);
    });
}

RouteInfo sign_in_info(std::string path, std::string summary) {
    RouteInfo info{"POST", std::move(path), std::move(summary), "Sign-in", Permission::anyone};
    info.honours_idempotency_key = false;
    return info;
}

}  // namespace

Routes auth_routes() {
    auto registration = sign_in_info("/auth/register", "Make an account and sign in");
    registration.success_status = 201;
    registration.honours_idempotency_key = true;
    auto login = sign_in_info("/auth/login", "Sign in");
    registration.shows_password = login.shows_password = true;
    Routes routes;
    routes.push_back(identity_route<RegisterBody, SignedInView>(registration, &register_user));
    routes.push_back(identity_route<LoginBody, SignedInView>(login, &log_in));
    routes.push_back(identity_route<RefreshBody, SignedInView>(
        sign_in_info("/auth/refresh", "Get the next pair of tokens"), &refresh));
    return routes;
}

}  // namespace atelier::api
