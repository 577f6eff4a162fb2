#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/core/command_route.hpp"
#include "api/person/stored_user.hpp"
#include "api/views/user.hpp"

/// What the routes of people, sign-in and sessions share.
namespace atelier::api {

/// The body as `Body`; nothing, and the exchange is answered, when it is none.
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
void on_pool(SharedExchange exchange, std::function<void(eventstore::Connection&)> job);

/// Runs `job` where passwords are hashed; answers 429 when too many wait there.
void on_password_worker(SharedExchange exchange, std::function<void()> job);

/// Goes on with `then`, on a password worker, when `password` is the caller's own; else the
/// exchange is answered: 422 for the body's member `path`, or 429 after too many wrong ones.
void check_own_password(SharedExchange exchange, std::string password, char const* path,
                        std::function<void(StoredUser)> then);

/// Whether the password at `path` is one of the commonest; then the exchange is answered 422. On a
/// password worker.
bool is_refused_as_common(SharedExchange const& exchange, std::string_view password,
                          std::string const& path);

/// Starts a session for somebody whose password was right, and answers its tokens. `is_replayed`
/// says that the answer is one to a repeated request.
void start_session(SharedExchange exchange, StoredUser user, int status, bool is_replayed = false);

/// A fresh pair of tokens.
void answer_signed_in(SharedExchange exchange, UserView const& user, SessionId session,
                      std::int64_t generation, int status, bool is_replayed = false);

/// Ends every session of the caller but the present one. Blocking at first; `then` gets how many
/// there were, and the outcome of the last command when there was one that did not work out.
using SessionsEnded = std::function<void(std::int64_t ended, commands::Outcome outcome)>;
void end_other_sessions(SharedExchange exchange, eventstore::Connection& connection,
                        session::RevocationReason reason, SessionsEnded then);

/// What `commands::Done` answers of a route whose data is `view`.
template <class View>
std::string answer_text(View const& view, std::int64_t version, int status = 200) {
    CommandAnswer answer{status, version, {}, {}};
    codec::write(answer.data, view);
    return answer.to_text();
}

/// A route whose body is `Body` and whose data is `View`, which does all by itself.
template <class Body, class View>
Route identity_route(RouteInfo info, void (*run)(Exchange)) {
    Route route{std::move(info), run, {}};
    route.info.is_command = true;
    if constexpr (!std::is_void_v<Body>) {
        codec::collect_schemas<Body>(route.components);
        route.info.request_schema = std::string{codec::wire_name<Body>()};
    }
    codec::collect_schemas<View>(route.components);
    route.info.response_schema = codec::schema_reference<View>();
    return route;
}

}  // namespace atelier::api
