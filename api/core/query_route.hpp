#pragma once

#include <expected>
#include <string>

#include "api/core/route.hpp"
#include "eventstore/database/connection.hpp"

namespace atelier::api {

/// What a query works with, on a thread of the database's pool: it may block.
struct Query {
    Exchange& exchange;
    eventstore::Connection& connection;
    std::optional<WorkspaceRole>
        role;  ///< of the caller, where the permission is one of the matrix
    std::optional<ProjectRole> project_role = {};  ///< the same, in the project that it is about

    UserId user() const { return exchange.user(); }
    template <class AnyId>
    AnyId id(std::string_view name) const {
        return AnyId::from_text(exchange.path_parameter(name)).value();
    }
};

struct QueryAnswer {
    std::string data;
    Meta meta{};
    Response as_is{};  ///< sent as it is when its body is set
};
using QueryResult = std::expected<QueryAnswer, Response>;
using QueryFunction = QueryResult (*)(Query&);

/// One row of the route table: authorises by the directory, waits for `Atelier-After`, answers what
/// `function` finds in the read model called `model`.
struct QueryRoute {
    std::string path;
    std::string summary;
    std::string tag;
    Permission permission;
    std::string model;
    std::vector<QueryParameter> query{};

    template <class View>
    Route answers(QueryFunction function) const {
        Route route = row(function);
        codec::collect_schemas<View>(route.components);
        route.info.response_schema = codec::schema_reference<View>();
        return route;
    }
    template <class View>
    Route answers_list_of(QueryFunction function) const {
        Route route = answers<View>(function);
        route.info.response_schema =
            R"({"type":"array","items":)" + route.info.response_schema + "}";
        return route;
    }

private:
    Route row(QueryFunction function) const;
};

inline QueryRoute get(std::string path, std::string summary, std::string tag, Permission permission,
                      std::string model, std::vector<QueryParameter> query = {}) {
    return {std::move(path), std::move(summary), std::move(tag),
            permission,      std::move(model),   std::move(query)};
}

/// Runs `then` once what `Atelier-After` (or `?after=`) asks for is in the read model or two
/// seconds are over; `is_stale` tells which. Answers 400 itself when it is no position.
void wait_for_position(Exchange& exchange, std::string const& model,
                       std::function<void(bool is_stale)> then);

/// The caller's roles, found by what the path names; nothing when they may not know that it exists.
std::optional<Standing> standing_of_caller(Query const& query);

/// `?limit=`: 50 when absent, 1 to 200; an answer when it is something else.
std::expected<int, Response> limit_of(Exchange const& exchange);

}  // namespace atelier::api
