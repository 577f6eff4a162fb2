#include "api/core/router.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "api/core/accept.hpp"
#include "api/core/command_route.hpp"
#include "api/core/epoch_tags.hpp"
#include "domain/require.hpp"
#include "eventstore/database/read_surely.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

std::string allowed(auto const& methods) {
    std::string text;
    for (auto const& [method, route] : methods) text += (text.empty() ? "" : ", ") + method;
    if (methods.contains("GET")) text += ", HEAD";
    return text;
}

/// The first epoch's answers go as they are.
Reply marking(Reply reply, eventstore::LogEpoch const& epoch) {
    if (epoch.is_first) return reply;
    return [reply = std::move(reply), &epoch](Response response) {
        mark_tag(response, epoch);
        reply(std::move(response));
    };
}

}  // namespace

std::string const& Exchange::path_parameter(std::string_view name) const {
    for (auto const& [known, value] : path) {
        if (known == name) return value;
    }
    require(false, "a route asks for a parameter that its path does not have");
    __builtin_unreachable();
}

std::string full_path(RouteInfo const& info) {
    auto const& path = info.path;
    bool const is_root =
        path.starts_with("/.") || path.starts_with("/health") || path == "/metrics";
    return is_root ? path : std::string{base_path} + path;
}

Router::Router(Services services, Routes routes) : services_(services), routes_(std::move(routes)) {
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        auto const& info = routes_[i].info;
        auto* node = &root_;
        auto const segments = split_path(full_path(info));
        require(segments.has_value(), "a route's path is not a path");
        for (auto const& segment : *segments) {
            if (segment.starts_with('{')) {
                if (!node->parameter) node->parameter = std::make_unique<Node>();
                node = node->parameter.get();
            } else {
                node = &node->fixed[segment];
            }
        }
        require(node->methods.emplace(info.method, i).second,
                "two routes have one method and path");
    }
}

Router::Node const* Router::find(std::vector<std::string> const& segments,
                                 std::vector<std::string>& values) const {
    auto const* node = &root_;
    for (auto const& segment : segments) {
        auto const next = node->fixed.find(segment);
        if (next != node->fixed.end()) {
            node = &next->second;
        } else if (node->parameter && !segment.empty()) {
            values.push_back(segment);
            node = node->parameter.get();
        } else {
            return nullptr;
        }
    }
    return node->methods.empty() ? nullptr : node;
}

Route const* Router::route_of(std::string_view method, std::string_view path) const {
    auto const segments = split_path(path);
    if (!segments) return nullptr;
    std::vector<std::string> values;
    auto const* node = find(*segments, values);
    if (!node) return nullptr;
    auto const found = node->methods.find(method);
    return found == node->methods.end() ? nullptr : &routes_[found->second];
}

std::optional<std::size_t> Router::body_limit_of(std::string_view method,
                                                 std::string_view path) const {
    auto const* route = route_of(method, path);
    return route ? route->info.body_limit : std::nullopt;
}

std::expected<std::shared_ptr<void>, Response> Router::admit_large_body(Request const& head) {
    auto const* route = route_of(head.method, head.path);
    require(route && route->admit_large_body, "a large body has no route that takes it");
    Visit visit{services_, head};
    visit.is_at(route->info);
    auto const refused = [&visit](Response response) {
        visit.finish(response);
        return std::unexpected(std::move(response));
    };
    auto claims = services_.sessions.authenticate(head);
    if (!claims) return refused(std::move(claims.error()));
    auto permit = route->admit_large_body(services_, claims->user);
    if (!permit) return refused(busy_response("imports", head.id));
    return permit;
}

void Router::handle(Request request, Reply plain_reply) {
    auto visit = std::make_shared<Visit>(services_, request);
    take_tags(request, services_.epoch);
    auto reply = marking(finishing(visit, std::move(plain_reply)), services_.epoch);
    request.remote_address = client_address(request, services_.edge.trusted_proxies);
    if (auto answer = visit->preflight(request)) return reply(std::move(*answer));
    if (auto full = visit->limit_address(request.remote_address)) return reply(std::move(*full));
    auto const segments = split_path(request.path);
    if (!segments) return reply(failure(400, "malformed_request", segments.error(), request.id));
    std::vector<std::string> values;
    auto const* node = find(*segments, values);
    if (!node) return reply(not_found_response(request.id));
    dispatch(*node, std::move(values), std::move(request), std::move(reply), *visit);
}

namespace {

/// What is wrong with a request that has found its route, but for its sign-in.
std::optional<Response> problem_of(RouteInfo const& info, Request const& request,
                                   QueryParameters const& query) {
    auto const accept = request.header("accept");
    bool const accepted = accepts_type(accept, info.content_type) ||
                          (info.also_csv && accepts_type(accept, "text/csv"));
    if (!accepted) {
        return failure(406, "not_acceptable", "This is to be had as " + info.content_type + ".",
                       request.id);
    }
    if (!info.is_command && !request.body.empty()) {
        return failure(400, "malformed_request", "This request takes no body.", request.id);
    }
    for (auto const& [name, value] : query) {
        bool known = info.waits_for_position && name == "after";
        for (auto const& parameter : info.query) known = known || parameter.name == name;
        if (!known) {
            return failure(400, "malformed_request", "There is no query parameter " + name + ".",
                           request.id, {{name, "is not known"}});
        }
    }
    return std::nullopt;
}

}  // namespace

void Router::dispatch(Node const& node, std::vector<std::string> values, Request request,
                      Reply reply, Visit& visit) {
    auto const method = request.method == "HEAD" ? std::string{"GET"} : request.method;
    auto const found = node.methods.find(method);
    if (found == node.methods.end()) {
        auto response = failure(405, "method_not_allowed",
                                "This path does not take " + request.method + ".", request.id);
        response.headers.emplace_back("Allow", allowed(node.methods));
        return reply(std::move(response));
    }
    auto const& route = routes_[found->second];
    visit.is_at(route.info);
    if (route.info.shows_password) {
        auto full = visit.limit_sign_in(request.remote_address);
        if (full) return reply(std::move(*full));
    }
    auto query = parse_query(request.query);
    if (!query) return reply(failure(400, "malformed_request", query.error(), request.id));
    if (auto problem = problem_of(route.info, request, *query)) return reply(std::move(*problem));
    Exchange exchange{services_, std::move(request), {}, std::move(*query), {}, std::move(reply)};
    auto const names = path_parameters(route.info.path);
    for (std::size_t i = 0; i < names.size(); ++i)
        exchange.path.emplace_back(names[i], std::move(values[i]));
    if (route.info.permission != Permission::anyone) {
        auto claims = services_.sessions.authenticate(exchange.request);
        if (!claims) return exchange.reply(std::move(claims.error()));
        if (auto full = visit.limit_user(claims->user)) return exchange.reply(std::move(*full));
        exchange.claims = *claims;
    }
    find_task_key(route, std::move(exchange));
}

/// `{task}` may be the human key, with `?workspace=`: the claims of the log say whose it is.
void Router::find_task_key(Route const& route, Exchange exchange) {
    auto const place = std::ranges::find(
        exchange.path, "task", [](auto const& one) { return std::string_view{one.first}; });
    if (place == exchange.path.end()) return route.run(std::move(exchange));
    std::optional<std::string> workspace;
    std::erase_if(exchange.query, [&](auto const& parameter) {
        if (parameter.first == "workspace") workspace = parameter.second;
        return parameter.first == "workspace";
    });
    auto const id = exchange.request.id;
    if (workspace && !uuid_from_text(*workspace)) {
        return exchange.reply(failure(400, "malformed_request", "workspace must be a valid id.", id,
                                      {{"workspace", "must be a valid id"}}));
    }
    if (uuid_from_text(place->second)) return route.run(std::move(exchange));
    auto const dash = place->second.rfind('-');
    if (!workspace || dash == std::string::npos) {
        return exchange.reply(failure(
            400, "malformed_request",
            "task must be an id, or a key such as ATL-42 with ?workspace= and the workspace's id.",
            id, {{"task", "must be a valid id, or a key with ?workspace="}}));
    }
    auto const reply = exchange.reply;
    auto const index = static_cast<std::size_t>(place - exchange.path.begin());
    auto const waiting = std::make_shared<Exchange>(std::move(exchange));
    auto look = [&route, waiting, index, dash, workspace](eventstore::Connection& connection) {
        auto& value = waiting->path[index].second;
        try {
            auto const rows = eventstore::read_surely(connection, [&] {
                return connection.run(sql::log_find_task, *workspace, value.substr(0, dash),
                                      value.substr(dash + 1));
            });
            auto const stream = rows.empty() ? std::nullopt : StreamId::from_text(rows.text(0, 0));
            if (!stream) return waiting->reply(not_found_response(waiting->request.id));
            value = to_text(stream->id);
        } catch (eventstore::DatabaseError const& error) {
            spdlog::warn("a task's key cannot be looked up: {}", error.what());
            if (error.state().empty()) connection.disconnect();
            return waiting->reply(unavailable_response(waiting->request.id));
        }
        route.run(std::move(*waiting));
    };
    if (!services_.engine.pool.post(std::move(look))) reply(unavailable_response(id));
}

}  // namespace atelier::api
