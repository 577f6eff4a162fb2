#pragma once

#include <map>
#include <string>
#include <vector>

#include "api/core/route.hpp"
#include "api/core/visit.hpp"

namespace atelier::api {

/// Finds the route of a request, keeps to the limits, authenticates, and hands it over. Immutable
/// after construction.
class Router {
public:
    Router(Services services, Routes routes);

    /// On an Asio thread.
    void handle(Request request, Reply reply);

    /// Bytes that a request may send; absent: the server's own limit.
    std::optional<std::size_t> body_limit_of(std::string_view method, std::string_view path) const;
    /// Whether a larger body than the server's own limit is let in, by its sender and its route.
    std::expected<std::shared_ptr<void>, Response> admit_large_body(Request const& head);

    Routes const& routes() const { return routes_; }
    std::vector<Network> const& trusted_proxies() const { return services_.edge.trusted_proxies; }

private:
    struct Node {
        std::map<std::string, Node, std::less<>> fixed;
        std::unique_ptr<Node> parameter;
        std::map<std::string, std::size_t, std::less<>> methods;  // route by method
    };
    Route const* route_of(std::string_view method, std::string_view path) const;
    Node const* find(std::vector<std::string> const& segments,
                     std::vector<std::string>& values) const;
    void find_task_key(Route const& route, Exchange exchange);
    void dispatch(Node const& node, std::vector<std::string> values, Request request, Reply reply,
                  Visit& visit);

    Services services_;
    Routes routes_;
    Node root_;
};

}  // namespace atelier::api
