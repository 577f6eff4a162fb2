#include "api/live/hub.hpp"
#include "api/openapi/document.hpp"
#include "api/routes/routes.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

/// A route outside the business: no envelope, no sign-in.
Route plain(std::string path, std::string summary, std::function<void(Exchange)> run) {
    return {{"GET", std::move(path), std::move(summary), "System", Permission::anyone},
            std::move(run),
            {}};
}

Response json(std::string body) { return {.body = std::move(body)}; }

/// Ready: the database answers. Starting and stopping nodes are not.
void answer_readiness(Exchange arrived) {
    auto exchange = std::make_shared<Exchange>(std::move(arrived));
    bool const posted =
        exchange->services.engine.pool.post([exchange](eventstore::Connection& connection) {
            try {
                connection.run(sql::log_identify);
                exchange->reply(json(R"({"status":"ready"})"));
            } catch (eventstore::DatabaseError const&) {
                exchange->reply(unavailable_response(exchange->request.id));
            }
        });
    if (!posted) exchange->reply(unavailable_response(exchange->request.id));
}

std::string roles_json() {
    std::string text = "[";
    for (auto const& grant : grants()) {
        if (text.size() > 1) text += ',';
        text += R"({"permission":)" + codec::to_json(grant.permission) + R"(,"description":)" +
                codec::to_json(std::string{grant.says}) + R"(,"roles":)" +
                codec::to_json(roles_with(grant.permission)) + R"(,"project_roles":)" +
                codec::to_json(project_roles_with(grant.permission)) + '}';
    }
    return text + "]";
}

Response shared_response(std::string text) {
    return {.shared_body = std::make_shared<std::string const>(std::move(text)),
            .encodings = std::make_shared<Encodings>()};
}

}  // namespace

Routes system_routes() {
    Routes routes;
    routes.push_back(plain("/health/live", "The process answers", [](Exchange exchange) {
        exchange.reply(json(R"({"status":"live"})"));
    }));
    routes.push_back(plain("/health/ready", "The node can serve", &answer_readiness));
    routes.push_back(
        plain("/.well-known/jwks.json", "The public keys of access tokens",
              [](Exchange exchange) { exchange.reply(json(exchange.services.sessions.jwks())); }));
    routes.push_back(plain("/openapi.json", "This document", [](Exchange exchange) {
        static auto const document = shared_response(openapi_document());
        exchange.reply(document);
    }));
    routes.push_back(
        plain("/asyncapi.json", "Live messages and Kafka records", [](Exchange exchange) {
            static auto const document = shared_response(asyncapi_document());
            exchange.reply(document);
        }));
    routes.push_back(plain("/roles", "The permission matrix, as the policy uses it",
                           [](Exchange exchange) { exchange.reply(success(roles_json())); }));
    return routes;
}

namespace {

QueryParameter workspace_of_key() {
    return {"workspace", "The workspace's id, where the task is named by its key, such as ATL-42",
            R"({"type":"string","format":"uuid"})"};
}

}  // namespace

Routes all_routes() {
    Routes all;
    for (auto part :
         {&auth_routes,        &session_routes, &me_routes,       &personal_data_routes,
          &workspace_routes,   &member_routes,  &project_routes,  &project_member_routes,
          &workflow_routes,    &task_routes,    &timer_routes,    &time_entry_routes,
          &time_report_routes, &import_routes,  &activity_routes, &audit_routes,
          &undo_routes,        &system_routes,  &metrics_routes,  &docs_routes}) {
        for (auto& route : part()) {
            if (route.info.path.find("{task}") != std::string::npos)
                route.info.query.push_back(workspace_of_key());
            all.push_back(std::move(route));
        }
    }
    return all;
}

}  // namespace atelier::api
