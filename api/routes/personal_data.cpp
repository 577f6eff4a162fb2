#include <spdlog/spdlog.h>

#include <charconv>

#include "api/core/query_route.hpp"
#include "api/core/slow_queue.hpp"
#include "api/person/erasure.hpp"
#include "api/person/export.hpp"
#include "api/routes/identity.hpp"
#include "api/routes/routes.hpp"
#include "api/views/personal_data.hpp"

// What a person may ask of everything that is kept of them: to have it, and to have it erased.
namespace atelier::api {
namespace {

using namespace commands;

struct EraseBody {
    Text<1, 256> password;
};
BOOST_DESCRIBE_STRUCT(EraseBody, (), (password))

/// Runs blocking work on the thread for it, with a connection of its own; a fault is answered 503.
void on_queue(SharedExchange exchange, std::function<void(eventstore::Connection&)> job) {
    auto& queue = exchange->services.personal_data;
    auto permit = queue.admit(exchange->user());
    if (!permit)
        return exchange->reply(busy_response("exports and erasures", exchange->request.id));
    // Who has the answer may ask again at once.
    exchange->reply = [permit, reply = std::move(exchange->reply)](Response response) mutable {
        permit.reset();
        reply(std::move(response));
    };
    permit.reset();
    auto guarded = [exchange, job = std::move(job)] {
        try {
            eventstore::Connection connection{exchange->services.engine.database_url};
            job(connection);
        } catch (eventstore::DatabaseError const& error) {
            spdlog::warn("{}: {}", exchange->request.path, error.what());
            exchange->reply(unavailable_response(exchange->request.id));
        } catch (SlowQueue::Stopping const&) {
            exchange->reply(unavailable_response(exchange->request.id));
        }
    };
    if (!queue.submit(std::move(guarded))) {
        exchange->reply(unavailable_response(exchange->request.id));
    }
}

Response erased_response(ErasurePlan const& plan, Outcome const& outcome,
                         std::string const& request_id) {
    auto const* done = std::get_if<Done>(&outcome);
    if (!done) return response_of(outcome, request_id);
    ErasedView view{plan.user,
                    static_cast<std::int64_t>(plan.places.size()),
                    {},
                    static_cast<std::int64_t>(plan.sessions.size())};
    for (auto const& place : plan.places) {
        if (place.is_alone && !place.workspace.deleted)
            view.deleted_workspaces.push_back(place.workspace.slug);
    }
    return success(codec::to_json(view), {done->position, {}, {}});
}

void erase_caller(SharedExchange exchange, eventstore::Connection& connection) {
    auto& services = exchange->services;
    auto const plan = plan_erasure(services.engine, connection, exchange->user());
    if (!plan) return exchange->reply(not_found_response(exchange->request.id));
    Caller caller;
    caller.user = exchange->user();
    caller.request_id = exchange->request.id;
    auto const outcome = erase(services.engine, connection, *plan, std::move(caller));
    if (std::holds_alternative<Done>(outcome)) {
        for (auto const& session : plan->sessions) services.sessions.revoke(session);
        services.sessions.look_now();
    }
    exchange->reply(erased_response(*plan, outcome, exchange->request.id));
}

void erase_me(Exchange arrived) {
    auto body = body_of<EraseBody>(arrived);
    if (!body) return;
    auto exchange = std::make_shared<Exchange>(std::move(arrived));
    check_own_password(exchange, body->password.value, "password", [exchange](StoredUser const&) {
        on_queue(exchange,
                 [exchange](eventstore::Connection& own) { erase_caller(exchange, own); });
    });
}

constexpr auto events_after = "events_after";

/// 0 when it is not asked for.
std::optional<eventstore::Position> wanted_start(Exchange const& exchange) {
    auto const* text = find_parameter(exchange.query, events_after);
    if (!text) return 0;
    eventstore::Position position = 0;
    auto const* const end = text->data() + text->size();
    auto const [rest, error] = std::from_chars(text->data(), end, position);
    if (error != std::errc{} || rest != end || position < 0) return std::nullopt;
    return position;
}

Response export_response(ExportView const& view) {
    auto response = success(codec::to_json(view));
    auto const name =
        "atelier-export-" + to_text(view.made_at).substr(0, 10) +
        (view.next_events_after ? "-until-" + std::to_string(*view.next_events_after) : "") +
        ".json";
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "\"");
    response.headers.emplace_back("Cache-Control", "no-store");
    response.headers.emplace_back("Atelier-Position", std::to_string(view.as_of));
    return response;
}

void export_me(Exchange arrived) {
    auto const after = wanted_start(arrived);
    if (!after) {
        return arrived.reply(
            failure(400, "malformed_request", "events_after must be a position of the log.",
                    arrived.request.id, {{events_after, "must be a position of the log"}}));
    }
    auto const verdict = arrived.services.limits.exports.take(to_text(arrived.user()));
    if (!verdict.is_allowed) {
        return arrived.reply(
            rate_limited_response(verdict.retry_after_seconds, arrived.request.id));
    }
    auto exchange = std::make_shared<Exchange>(std::move(arrived));
    on_queue(exchange, [exchange, after = *after](eventstore::Connection& connection) {
        auto& services = exchange->services;
        auto const& queue = services.personal_data;
        auto view = export_person(services.engine.keys, connection, exchange->user(), after,
                                  [&queue] { queue.check_not_stopping(); });
        if (!view) return exchange->reply(not_found_response(exchange->request.id));
        for (auto& one : view->sessions) one.is_current = one.id == exchange->claims->session;
        exchange->reply(export_response(*view));
    });
}

}  // namespace

Routes personal_data_routes() {
    RouteInfo erasure{"DELETE", "/me",
                      "Erase yourself for ever: your key, name, address, password and sessions; "
                      "workspaces that nobody else is in go with you",
                      "Me", Permission::signed_in};
    erasure.honours_idempotency_key = false;
    erasure.honours_if_match = false;
    erasure.shows_password = true;
    Route exported{
        {"GET", "/me/export", "Everything that is kept of you, as a file; large ones come in parts",
         "Me", Permission::signed_in},
        &export_me,
        {}};
    exported.info.query = {{events_after,
                            "Events after this position of the log: `next_events_after` of the "
                            "part before",
                            R"({"type":"integer","minimum":0})"}};
    codec::collect_schemas<ExportView>(exported.components);
    exported.info.response_schema = codec::schema_reference<ExportView>();
    Routes routes;
    routes.push_back(identity_route<EraseBody, ErasedView>(erasure, &erase_me));
    routes.push_back(std::move(exported));
    return routes;
}

}  // namespace atelier::api
