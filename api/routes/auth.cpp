#include <spdlog/spdlog.h>

#include "api/core/command_route.hpp"
#include "api/core/query_route.hpp"
#include "api/routes/routes.hpp"
#include "api/views/user.hpp"
#include "commands/session/revoke_session.hpp"
#include "commands/session/start_session.hpp"
#include "commands/user/register_user.hpp"
#include "eventstore/log/reader.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace commands;
using Shared = std::shared_ptr<Exchange>;

constexpr auto password_kind = "password";

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

template <class Body>
std::optional<Body> body_of(Exchange& exchange) {
    auto const json = command_json(exchange, {}, {});
    if (!json) {
        exchange.reply(json.error());
        return std::nullopt;
    }
    auto body = codec::from_json<Body>(*json);
    if (!body) {
        exchange.reply(field_failure(body.error(), exchange.request.id));
        return std::nullopt;
    }
    return std::move(*body);
}

/// Runs blocking work on the database's pool; a fault is answered 503.
void on_pool(Shared exchange, std::function<void(eventstore::Connection&)> job) {
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

void on_password_worker(Shared exchange, std::function<void()> job) {
    if (exchange->services.passwords.submit(std::move(job))) return;
    exchange->reply(failure(429, "rate_limited",
                            "Too many people sign in right now; try again in a moment.",
                            exchange->request.id));
}

/// E-mail and name as the log has them: the read model may be behind.
UserView stored_user(commands::Engine& engine, eventstore::Connection& connection, UserId user) {
    UserView view{user, "[erased]", "[erased]"};
    for (auto const& raw : eventstore::read_streams(connection, {{stream_of(user), 0}})) {
        auto const event = eventstore::decode(raw.type, raw.schema_version, raw.data);
        if (auto const* registered = std::get_if<user::UserRegistered>(&event)) {
            view.email = engine.keys.open(registered->email).value_or(view.email);
            view.name = engine.keys.open(registered->name).value_or(view.name);
        }
    }
    return view;
}

void answer_signed_in(Shared exchange, UserView user, SessionId session, std::int64_t generation,
                      int status) {
    auto& sessions = exchange->services.sessions;
    auto const now = crypto::system_now();
    RefreshClaims const refresh{
        session, user.id, generation, {now.milliseconds + refresh_token_seconds * 1000}};
    SignedInView const view{user, sessions.access_token(user.id, session, now),
                            access_token_seconds, sessions.refresh_token(refresh)};
    auto response = success(codec::to_json(view), {}, status);
    response.headers.emplace_back("Cache-Control", "no-store");
    if (status == 201) response.headers.emplace_back("Location", "/api/v1/me");
    exchange->reply(std::move(response));
}

/// Starts a session for somebody whose password was right, and answers its tokens.
void start_session(Shared exchange, UserView user, int status) {
    auto& engine = exchange->services.engine;
    SessionId const session{engine.handler.new_command_id().uuid};
    auto caller = caller_of(*exchange);
    if (!caller) return exchange->reply(caller.error());
    // The password was the proof; and each sign-in is a session of its own, also under a repeated
    // key.
    caller->user = user.id;
    caller->idempotency_key.reset();
    engine.handler.run(
        StartSession{session, user.id}, [](Scene const&, Context const&) { return std::string{}; },
        std::move(*caller),
        [exchange, user, session, status](Outcome outcome) {
            if (!std::holds_alternative<Done>(outcome)) {
                return exchange->reply(response_of(outcome, exchange->request.id));
            }
            answer_signed_in(exchange, user, session, 0, status);
        },
        {Sessions::generation_secret(session, 0)});
}

void register_user(Exchange arrived) {
    auto body = body_of<RegisterBody>(arrived);
    if (!body) return;
    auto exchange = std::make_shared<Exchange>(std::move(arrived));
    auto caller = caller_of(*exchange);
    if (!caller) return exchange->reply(caller.error());
    caller->origin.reset();
    on_password_worker(exchange, [exchange, body = *body, caller = *caller] {
        auto& engine = exchange->services.engine;
        UserId const id{engine.handler.new_command_id().uuid};
        UserView const user{id, body.email.value, body.name.value};
        std::vector<eventstore::Secret> secrets{
            {password_kind, to_text(id), hash_password(body.password.value)},
            engine.keys.create(id)};
        auto answer = [user](Scene const&, Context const&) { return codec::to_json(user); };
        engine.handler.run(
            RegisterUser{id, body.email.value, body.name.value}, answer, caller,
            [exchange](Outcome outcome) {
                auto const* done = std::get_if<Done>(&outcome);
                if (!done) return exchange->reply(response_of(outcome, exchange->request.id));
                start_session(exchange, codec::from_json<UserView>(done->answer).value(), 201);
            },
            std::move(secrets));
    });
}

/// Who has the e-mail address, with the hash of their password.
struct Account {
    std::optional<UserId> user;
    std::string hash{dummy_password_hash()};
};

Account find_account(eventstore::Connection& connection, std::string const& email_index) {
    Account account;
    auto const owner = connection.run(sql::log_find_claim, "email", email_index);
    if (owner.empty()) return account;
    auto const stream = StreamId::from_text(owner.text(0, 0));
    if (!stream) return account;
    auto const hash = connection.run(sql::log_find_secret, password_kind, stream->id);
    if (hash.empty()) return account;
    return {UserId{stream->id}, hash.bytes(0, 0)};
}

void log_in(Exchange arrived) {
    auto body = body_of<LoginBody>(arrived);
    if (!body) return;
    auto exchange = std::make_shared<Exchange>(std::move(arrived));
    on_pool(exchange, [exchange, body = *body](eventstore::Connection& connection) {
        auto& engine = exchange->services.engine;
        auto const account = find_account(connection, engine.handler.email_index(body.email.value));
        UserView user;
        if (account.user) {
            engine.keys.load(connection, *account.user);
            user = stored_user(engine, connection, *account.user);
        }
        on_password_worker(exchange, [exchange, body, account, user] {
            // An unknown address takes as long as a wrong password, and is told the same.
            bool const right = verify_password(account.hash, body.password.value);
            if (!right || !account.user) {
                return exchange->reply(unauthenticated_response(
                    "invalid_credentials", "The e-mail address or the password is wrong.",
                    exchange->request.id));
            }
            start_session(exchange, user, 200);
        });
    });
}

/// A refresh token that was used before: whoever has it, the whole session ends.
void revoke_reused(Shared exchange, RefreshClaims claims) {
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
        auto const present = Sessions::generation_secret(claims.session, claims.generation);
        auto const next = Sessions::generation_secret(claims.session, claims.generation + 1);
        auto const rotated = connection.run(sql::log_replace_secret, present.kind, present.key,
                                            eventstore::bytes_parameter(present.value),
                                            eventstore::bytes_parameter(next.value));
        if (rotated.affected() != 1) return revoke_reused(exchange, claims);
        auto& engine = exchange->services.engine;
        answer_signed_in(exchange, stored_user(engine, connection, claims.user), claims.session,
                         claims.generation + 1, 200);
    });
}

void log_out(Exchange arrived) {
    auto exchange = std::make_shared<Exchange>(std::move(arrived));
    auto caller = caller_of(*exchange);
    if (!caller) return exchange->reply(caller.error());
    auto const session = exchange->claims->session;
    exchange->services.engine.handler.run(
        RevokeSession{session, session::RevocationReason::signed_out},
        [](Scene const&, Context const&) { return CommandAnswer{.data = "{}"}.to_text(); },
        std::move(*caller),
        [exchange, session](Outcome outcome) {
            if (std::holds_alternative<Done>(outcome)) exchange->services.sessions.revoke(session);
            exchange->reply(response_of(outcome, exchange->request.id));
        },
        Sessions::revocation_secrets(session, crypto::system_now()));
}

QueryResult read_me(Query& query) {
    auto const rows = query.connection.run(sql::directory_read_user, query.user());
    if (rows.empty()) {
        auto& engine = query.exchange.services.engine;
        // Just registered: the read model has not come that far.
        return QueryAnswer{codec::to_json(stored_user(engine, query.connection, query.user()))};
    }
    return QueryAnswer{
        codec::to_json(UserView{query.user(), rows.string(0, 1), rows.string(0, 2)})};
}

template <class Body, class View>
Route auth_route(std::string path, std::string summary, int status, void (*run)(Exchange)) {
    Route route{
        {"POST", std::move(path), std::move(summary), "Sign-in", Permission::anyone, true, status},
        run,
        {}};
    codec::collect_schemas<Body>(route.components);
    codec::collect_schemas<View>(route.components);
    route.info.request_schema = std::string{codec::wire_name<Body>()};
    route.info.response_schema = codec::schema_reference<View>();
    return route;
}

}  // namespace

Routes auth_routes() {
    Routes routes;
    routes.push_back(auth_route<RegisterBody, SignedInView>(
        "/auth/register", "Make an account and sign in", 201, &register_user));
    routes.push_back(auth_route<LoginBody, SignedInView>("/auth/login", "Sign in", 200, &log_in));
    routes.push_back(auth_route<RefreshBody, SignedInView>(
        "/auth/refresh", "Get the next pair of tokens", 200, &refresh));
    routes.push_back({{"POST",
                       "/auth/logout",
                       "End this session",
                       "Sign-in",
                       Permission::signed_in,
                       true,
                       200,
                       {},
                       R"({"type":"object"})"},
                      &log_out,
                      {}});
    routes.push_back(get("/me", "Who you are", "Sign-in", Permission::signed_in, "directory")
                         .answers<UserView>(&read_me));
    return routes;
}

}  // namespace atelier::api
