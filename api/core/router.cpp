#include "api/core/router.hpp"

#include "api/core/command_route.hpp"
#include "domain/require.hpp"

namespace atelier::api {
namespace {

std::string full_path(std::string const& path) {
    return path.starts_with("/.") || path.starts_with("/health") || path == "/metrics"
               ? path
               : std::string{base_path} + path;
}

std::string allowed(auto const& methods) {
    std::string text;
    for (auto const& [method, route] : methods) text += (text.empty() ? "" : ", ") + method;
    if (methods.contains("GET")) text += ", HEAD";
    return text;
}

}  // namespace

std::string const& Exchange::path_parameter(std::string_view name) const {
    for (auto const& [known, value] : path) {
        if (known == name) return value;
    }
    require(false, "a route asks for a parameter that its path does not have");
    __builtin_unreachable();
}

Router::Router(Services services, Routes routes) : services_(services), routes_(std::move(routes)) {
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        auto const& info = routes_[i].info;
        auto* node = &root_;
        auto const segments = split_path(full_path(info.path));
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

void Router::handle(Request request, Reply reply) {
    auto const segments = split_path(request.path);
    if (!segments) return reply(failure(400, "malformed_request", segments.error(), request.id));
    std::vector<std::string> values;
    auto const* node = find(*segments, values);
    if (!node) return reply(not_found_response(request.id));
    dispatch(*node, std::move(values), std::move(request), std::move(reply));
}

void Router::dispatch(Node const& node, std::vector<std::string> values, Request request,
                      Reply reply) {
    auto const method = request.method == "HEAD" ? std::string{"GET"} : request.method;
    auto const found = node.methods.find(method);
    if (found == node.methods.end()) {
        auto response = failure(405, "method_not_allowed",
                                "This path does not take " + request.method + ".", request.id);
        response.headers.emplace_back("Allow", allowed(node.methods));
        return reply(std::move(response));
    }
    auto const& route = routes_[found->second];
    auto query = parse_query(request.query);
    if (!query) return reply(failure(400, "malformed_request", query.error(), request.id));
    if (!route.info.is_command && !request.body.empty()) {
        return reply(failure(400, "malformed_request", "This request takes no body.", request.id));
    }
    for (auto const& [name, value] : *query) {
        bool known = !route.info.is_command && name == "after";
        for (auto const& parameter : route.info.query) known = known || parameter.name == name;
        if (!known) {
            return reply(failure(400, "malformed_request",
                                 "There is no query parameter " + name + ".", request.id,
                                 {{name, "is not known"}}));
        }
    }
    Exchange exchange{services_, std::move(request), {}, std::move(*query), {}, std::move(reply)};
    auto const names = path_parameters(route.info.path);
    for (std::size_t i = 0; i < names.size(); ++i)
        exchange.path.emplace_back(names[i], std::move(values[i]));
    if (route.info.permission != Permission::anyone) {
        auto claims = services_.sessions.authenticate(exchange.request);
        if (!claims) return exchange.reply(std::move(claims.error()));
        exchange.claims = *claims;
    }
    route.run(std::move(exchange));
}

}  // namespace atelier::api
