#pragma once

#include <expected>
#include <string>

#include "api/core/route.hpp"
#include "api/live/glimpse.hpp"
#include "eventstore/database/connection.hpp"

namespace atelier::api {

/// The moment of the past that a query is about.
struct AsOf {
    std::int64_t position;  ///< of the workspace's last event by then
    Timestamp time;
};

/// What a query works with, on a thread of the database's pool: it may block.
struct Query {
    Exchange& exchange;
    eventstore::Connection& connection;
    std::optional<WorkspaceRole>
        role;  ///< of the caller, where the permission is one of the matrix
    std::optional<ProjectRole> project_role = {};  ///< the same, in the project that it is about
    std::optional<AsOf> as_of = {};                ///< absent: now
    Position position = 0;                         ///< how far the read model is, at least
    Glimpse glimpse = {};                          ///< from before the roles were looked up

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
/// Says in the answer which moment it is of; of an answer of now nothing.
inline void add_as_of(Meta& meta, std::optional<AsOf> const& as_of) {
    if (!as_of) return;
    meta.position = as_of->position;
    meta.as_of = as_of->time;
}

using QueryResult = std::expected<QueryAnswer, Response>;
using QueryFunction = QueryResult (*)(Query&);
/// What can be answered at once, on an Asio thread; nothing when it has to be looked up.
using ReadyFunction = std::optional<ReadyAnswer> (*)(Exchange const&);

/// What of the past an answer is made of: `?at=` folds that much of the log.
enum class PastScope { task, project, board, workspace };

/// One row of the route table: authorises by the directory, waits for `Atelier-After`, answers what
/// `function` finds in the read model called `model`.
struct QueryRoute {
    std::string path;
    std::string summary;
    std::string tag;
    Permission permission;
    std::string model;
    std::vector<QueryParameter> query{};
    std::optional<PastScope> past{};
    ReadyFunction ready = nullptr;

    /// Is asked first, unless the answer has to be exact (`Atelier-After`) or of the past.
    QueryRoute answers_at_once(ReadyFunction function) const;

    /// Takes `?at=` too.
    QueryRoute looks_back(PastScope scope) const;

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
    return {std::move(path),
            std::move(summary),
            std::move(tag),
            permission,
            std::move(model),
            std::move(query),
            {},
            nullptr};
}

/// Whether the caller names a position that the answer has to have (`Atelier-After`, `?after=`).
bool wants_position(Exchange const& exchange);

/// Runs `then` once what `Atelier-After` (or `?after=`) asks for is in the read model or two
/// seconds are over; `is_stale` tells which. Answers 400 itself when it is no position.
void wait_for_position(Exchange& exchange, std::string const& model,
                       std::function<void(bool is_stale)> then);

/// The caller's roles, found by what the path names; nothing when they may not know that it exists.
std::optional<Standing> standing_of_caller(Query const& query);
std::optional<Standing> standing_in_project(Query const& query, ProjectId project);

/// Nothing when someone of this standing may ask this, else why not; keeps their roles in the
/// query.
std::optional<Response> refusal_of(Query& query, Permission permission,
                                   std::optional<Standing> const& standing);

/// An answer from memory, with its ETag.
Response ready_response(ReadyAnswer const& answer);

/// The response of what a query found.
Response response_of(QueryResult result);

/// `?limit=`: 50 when absent, 1 to 200; an answer when it is something else.
std::expected<int, Response> limit_of(Exchange const& exchange);

}  // namespace atelier::api
