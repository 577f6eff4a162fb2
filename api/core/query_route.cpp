#include "api/core/query_route.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>

#include "api/core/time_travel.hpp"
#include "api/live/hub.hpp"
#include "eventstore/database/read_surely.hpp"
#include "projections/core/column.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using projections::Column;

constexpr std::string_view position_header = "atelier-after";
constexpr int default_limit = 50;
constexpr int greatest_limit = 200;

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

sql::Query const* role_query(std::string_view parameter) {
    if (parameter == "workspace") return &sql::directory_role_in_workspace;
    if (parameter == "project") return &sql::directory_role_in_project;
    if (parameter == "task") return &sql::directory_role_in_task;
    if (parameter == "entry") return &sql::directory_role_in_time_entry;
    return nullptr;
}

bool is_in_matrix(Permission permission) {
    return permission != Permission::anyone && permission != Permission::signed_in &&
           permission != Permission::own;
}

bool is_id(std::string_view parameter) {
    return role_query(parameter) || parameter == "user" || parameter == "status" ||
           parameter == "label";
}

/// Ids in the path must be ids, before anything is looked up.
std::optional<Response> id_problem(Exchange const& exchange) {
    for (auto const& [name, value] : exchange.path) {
        if (is_id(name) && !uuid_from_text(value)) {
            return failure(400, "malformed_request", name + " must be a valid id.",
                           exchange.request.id, {{name, "must be a valid id"}});
        }
    }
    return std::nullopt;
}

std::optional<Standing> standing_by(Query const& query, sql::Query const& statement,
                                    std::string const& of) {
    auto const rows = query.connection.run(statement, of, query.user());
    if (rows.empty()) return std::nullopt;
    return Standing{Column<WorkspaceRole>::read(rows, 0, 0),
                    Column<std::optional<ProjectRole>>::read(rows, 0, 1)};
}

/// RFC 9110 §13.1.2: `*`, or a list of tags, of which weak ones (as proxies make them) count too.
/// Our tags hold no comma.
bool names_tag(std::string_view list, std::string_view tag) {
    constexpr std::string_view blank = " \t";
    while (!list.empty()) {
        auto const comma = list.find(',');
        auto one = list.substr(0, comma);
        one.remove_prefix(std::min(one.find_first_not_of(blank), one.size()));
        one = one.substr(0, one.find_last_not_of(blank) + 1);
        if (one.starts_with("W/")) one.remove_prefix(2);
        if (one == tag || one == "*") return true;
        if (comma == std::string_view::npos) return false;
        list.remove_prefix(comma + 1);
    }
    return false;
}

/// 304 when the client has this version already.
void apply_etag(Request const& request, Response& response) {
    auto const tag = find_header(response.headers, "etag");
    if (response.status == 200 && !tag.empty() && names_tag(request.header("if-none-match"), tag)) {
        response.status = 304;
        response.body.clear();
        response.shared_body.reset();
    }
}

}  // namespace

std::optional<Response> refusal_of(Query& query, Permission permission,
                                   std::optional<Standing> const& standing) {
    if (!is_in_matrix(permission)) return std::nullopt;
    auto const& id = query.exchange.request.id;
    if (!standing) return not_found_response(id);
    if (!may(*standing, permission)) return failure(commands::forbidden(permission), id);
    query.role = standing->workspace;
    query.project_role = standing->project;
    return std::nullopt;
}

Response response_of(QueryResult result) {
    if (!result) return std::move(result.error());
    if (!result->as_is.content().empty()) return std::move(result->as_is);
    return success(result->data, result->meta);
}

Response ready_response(ReadyAnswer const& answer) {
    Response response;
    response.shared_body = answer.body;
    response.encodings = answer.encodings;
    response.headers.emplace_back("ETag", '"' + std::to_string(answer.version) + '"');
    return response;
}

std::optional<Standing> standing_of_caller(Query const& query) {
    for (auto const& [name, value] : query.exchange.path) {
        if (auto const* statement = role_query(name)) return standing_by(query, *statement, value);
    }
    return std::nullopt;
}

std::optional<Standing> standing_in_project(Query const& query, ProjectId project) {
    return standing_by(query, sql::directory_role_in_project, to_text(project));
}

void wait_for_position(Exchange& exchange, std::string const& model,
                       std::function<void(bool)> then) {
    std::vector<std::string_view> texts;
    if (auto const* parameter = find_parameter(exchange.query, "after")) texts = {*parameter};
    // The header counts, but what the query says must be a position all the same.
    if (auto const header = exchange.request.given_header(position_header))
        texts.push_back(*header);
    if (texts.empty()) return then(false);
    std::int64_t wanted = 0;
    for (auto const text : texts) {
        auto const position = number_in(text);
        if (!position || *position < 0) {
            return exchange.reply(failure(400, "malformed_request",
                                          "Atelier-After must be a position.", exchange.request.id,
                                          {{"after", "must be a position"}}));
        }
        wanted = *position;
    }
    exchange.services.watermarks.when(model, wanted, projections::Watermarks::longest_wait,
                                      [then = std::move(then)](bool is_level) { then(!is_level); });
}

std::expected<int, Response> limit_of(Exchange const& exchange) {
    auto const* text = find_parameter(exchange.query, "limit");
    if (!text) return default_limit;
    auto const limit = number_in(*text);
    if (!limit || *limit < 1 || *limit > greatest_limit) {
        return std::unexpected(failure(400, "malformed_request",
                                       "limit must be a number from 1 to 200.", exchange.request.id,
                                       {{"limit", "must be a number from 1 to 200"}}));
    }
    return static_cast<int>(*limit);
}

bool wants_position(Exchange const& exchange) {
    return find_parameter(exchange.query, "after") != nullptr ||
           exchange.request.given_header(position_header);
}

QueryRoute QueryRoute::answers_at_once(ReadyFunction function) const {
    auto route = *this;
    route.ready = function;
    return route;
}

QueryRoute QueryRoute::looks_back(PastScope scope) const {
    auto route = *this;
    route.past = scope;
    route.query.push_back(moment_parameter());
    return route;
}

namespace {

/// Runs on a thread that may block: `respond` makes the response by the connection.
void run_query(SharedExchange const& exchange, eventstore::Connection& connection,
               std::function<Response(Query&)> const& respond) {
    Response response;
    try {
        response = eventstore::read_surely(connection, [&] {
            Query query{*exchange, connection, {}};
            return respond(query);
        });
        apply_etag(exchange->request, response);
    } catch (eventstore::DatabaseError const& error) {
        spdlog::warn("query {}: {}", exchange->request.target, error.what());
        if (error.state().empty()) connection.disconnect();
        response = unavailable_response(exchange->request.id);
    }
    exchange->reply(std::move(response));
}

using SharedRoute = std::shared_ptr<QueryRoute const>;

/// Says how far the read model was.
void add_position(Response& response, Position position) {
    response.headers.emplace_back("Atelier-Position", std::to_string(position));
}

/// On the thread that has read the request.
bool answer_at_once(Exchange& exchange, QueryRoute const& route) {
    if (!route.ready || wants_position(exchange)) return false;
    // Before the answer: what comes between the two is in it and not promised.
    auto const position = exchange.services.watermarks.position(route.model);
    auto const answer = route.ready(exchange);
    if (!answer) return false;
    auto response = ready_response(*answer);
    add_position(response, answer->seen.value_or(position));
    apply_etag(exchange.request, response);
    exchange.reply(std::move(response));
    return true;
}

void answer_now(SharedExchange const& exchange, SharedRoute const& route, QueryFunction function,
                bool is_stale) {
    auto job = [exchange, function, route, is_stale](eventstore::Connection& connection) {
        run_query(exchange, connection, [&](Query& query) {
            auto const position = exchange->services.watermarks.position(route->model);
            if (route->ready) query.glimpse = exchange->services.hub.glimpse();
            query.position = position;
            auto refusal = refusal_of(query, route->permission, standing_of_caller(query));
            auto response = refusal ? std::move(*refusal) : response_of(function(query));
            add_position(response, position);
            if (is_stale) response.headers.emplace_back("Atelier-Stale", "true");
            return response;
        });
    };
    if (!exchange->services.engine.pool.post(std::move(job)))
        exchange->reply(unavailable_response(exchange->request.id));
}

void answer_then(SharedExchange const& exchange, SharedRoute const& route, QueryFunction function,
                 PastMoment moment) {
    auto& travel = exchange->services.time_travel;
    auto job = [exchange, &travel, function, route, moment](eventstore::Connection& connection) {
        run_query(exchange, connection,
                  [&](Query& query) { return travel.answer(query, *route, function, moment); });
    };
    if (!travel.post(std::move(job))) {
        exchange->reply(busy_response("questions about the past", exchange->request.id));
    }
}

}  // namespace

Route QueryRoute::row(QueryFunction function) const {
    Route route{{"GET", path, summary, tag, permission, false, 200, {}, {}, query}, {}, {}};
    route.info.waits_for_position = true;
    route.info.looks_back = past.has_value();
    // One for all requests: it is not copied again.
    route.run = [function, self = std::make_shared<QueryRoute const>(*this)](Exchange arrived) {
        if (auto problem = id_problem(arrived)) return arrived.reply(std::move(*problem));
        std::optional<PastMoment> moment;
        if (self->past) {
            auto read = moment_of(arrived);
            if (!read) return arrived.reply(std::move(read.error()));
            moment = *read;
        }
        if (!moment && answer_at_once(arrived, *self)) return;
        auto exchange = std::make_shared<Exchange>(std::move(arrived));
        auto& waiting = *exchange;
        wait_for_position(waiting, self->model, [exchange, function, self, moment](bool is_stale) {
            if (moment) {
                answer_then(exchange, self, function, *moment);
            } else {
                answer_now(exchange, self, function, is_stale);
            }
        });
    };
    return route;
}

}  // namespace atelier::api
