#include "api/core/time_travel.hpp"

#include <algorithm>
#include <charconv>

#include "eventstore/log/reader.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using eventstore::Connection;
using eventstore::Position;
using projections::PastOf;
using projections::PastProblem;

constexpr auto parameter_name = "at";
constexpr std::string_view what_it_is =
    "must be a position of the log (from 1) or an instant such as 2026-11-21T14:03:07Z";

Response refuse(Exchange const& exchange, int status, std::string_view code, std::string message) {
    auto const whole = "at " + message + ".";
    return failure(status, code, whole, exchange.request.id,
                   {{parameter_name, std::move(message)}});
}

/// What the path names, and where it is; of a task also where it was deleted.
struct Place {
    WorkspaceId workspace;
    std::optional<ProjectId> project{};
    std::optional<TaskId> task{};
    char const* kind;
};

std::optional<Place> place_of(Query& query) {
    for (auto const& [name, value] : query.exchange.path) {
        if (name == "workspace")
            return Place{query.id<WorkspaceId>("workspace"), {}, {}, "workspace"};
        if (name == "project") {
            auto const project = query.id<ProjectId>("project");
            auto const rows = query.connection.run(sql::directory_workspace_of_project, project);
            if (rows.empty()) return std::nullopt;
            return Place{WorkspaceId{rows.uuid(0, 0)}, project, {}, "project"};
        }
        if (name == "task") {
            auto const task = query.id<TaskId>("task");
            auto const rows = query.connection.run(sql::past_place_of_task, task);
            if (rows.empty()) return std::nullopt;
            return Place{WorkspaceId{rows.uuid(0, 0)}, ProjectId{rows.uuid(0, 1)}, task, "task"};
        }
    }
    return std::nullopt;
}

/// The end of what is folded, and what the answer says of it: of the whole log it says nothing, as
/// that is other people's too.
struct End {
    Position position;
    AsOf as_of;
};

std::expected<End, Response> end_at(Query& query, Place const& place, PastMoment const& moment) {
    auto& connection = query.connection;
    auto const* instant = std::get_if<Timestamp>(&moment);
    Position position = 0;
    bool is_future = false;
    if (instant) {
        auto const found = eventstore::find_position(connection, *instant);
        position = found.position;
        is_future = found.is_future;
    } else {
        position = std::get<Position>(moment);
        is_future = position > eventstore::read_head(connection);
    }
    if (is_future)
        return std::unexpected(
            refuse(query.exchange, 422, "validation_failed", "must not be in the future"));
    auto const last = connection.run(sql::log_last_of_workspace, place.workspace, position);
    if (last.empty()) return End{position, {0, instant ? *instant : Timestamp{}}};
    Timestamp const recorded{last.integer(0, 1)};
    return End{position, {last.integer(0, 0), instant ? *instant : recorded}};
}

void add_people(Connection& connection, WorkspaceId workspace, PastOf& of) {
    auto const rows = connection.run(sql::past_list_people, workspace);
    for (std::size_t row = 0; row < rows.size(); ++row)
        of.streams.push_back(stream_of(UserId{rows.uuid(row, 0)}));
}

/// What of the log the question is about.
PastOf part_for(Query& query, Place const& place, PastScope scope) {
    PastOf of;
    if (scope == PastScope::workspace) {
        of.everything_of = place.workspace;
    } else {
        of.streams = {stream_of(place.workspace), stream_of(*place.project)};
    }
    if (scope == PastScope::task) of.streams.push_back(stream_of(*place.task));
    if (scope == PastScope::board) {
        of.project = place.project;
        of.of_workspace = place.workspace;
    }
    if (scope == PastScope::workspace || scope == PastScope::board)
        add_people(query.connection, place.workspace, of);
    return of;
}

bool is_there(Connection& connection, Place const& place) {
    if (place.task) return !connection.run(sql::past_has_task, *place.task).empty();
    if (place.project) return !connection.run(sql::past_has_project, *place.project).empty();
    return !connection.run(sql::past_has_workspace, place.workspace).empty();
}

Response was_not_there(Query const& query, Place const& place, PastMoment const& moment) {
    auto const* instant = std::get_if<Timestamp>(&moment);
    auto const when =
        instant ? to_text(*instant) : "position " + std::to_string(std::get<Position>(moment));
    return failure(404, "not_found",
                   "The " + std::string{place.kind} + " did not exist at " + when + ".",
                   query.exchange.request.id);
}

Response cannot_fold(Exchange const& exchange, PastProblem problem) {
    if (problem == PastProblem::too_slow) {
        return failure(503, "unavailable",
                       "Reading the past took longer than " +
                           std::to_string(projections::Past::longest_fold.count()) +
                           " s; try again later, or ask for less.",
                       exchange.request.id);
    }
    return refuse(exchange, 422, "validation_failed",
                  "needs more than " + std::to_string(projections::Past::most_events) +
                      " events to be read: ask for a project, a task or an earlier time");
}

/// Every thread has its connection: dead rows of small questions may pile up a little in it.
bool is_time_to_sweep(std::size_t folded) {
    constexpr std::size_t most_dead = 2'000;  // events
    thread_local std::size_t unswept = 0;
    unswept += folded;
    if (unswept < most_dead) return false;
    unswept = 0;
    return true;
}

}  // namespace

std::expected<std::optional<PastMoment>, Response> moment_of(Exchange const& exchange) {
    auto const* found = find_parameter(exchange.query, parameter_name);
    if (!found) return std::nullopt;
    auto const bad = [&] {
        return std::unexpected(refuse(exchange, 400, "malformed_request", std::string{what_it_is}));
    };
    auto text = *found;
    if (!text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) {
        Position position = 0;
        auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), position);
        if (error != std::errc{} || position < 1) return bad();
        return PastMoment{position};
    }
    // The plus of an offset that was not written as %2B has become a space.
    constexpr std::size_t offset_length = 6;
    if (text.size() > offset_length && text[text.size() - offset_length] == ' ')
        text[text.size() - offset_length] = '+';
    auto const instant = Timestamp::from_text(text);
    if (!instant) return bad();
    return PastMoment{*instant};
}

QueryParameter moment_parameter() {
    return {parameter_name,
            "As it was: a position of the log, or an instant by the time of recording. Who may see "
            "it is decided by today's roles",
            R"({"oneOf":[{"type":"integer","minimum":1},{"type":"string","format":"date-time"}]})"};
}

TimeTravel::TimeTravel(std::string const& database_url, eventstore::KeyRing& keys)
    : past_(keys), pool_(database_url, at_once, Connection::Plans::custom) {}

bool TimeTravel::post(eventstore::DatabasePool::Job job) {
    return pool_.waiting() < most_waiting && pool_.post(std::move(job));
}

Response TimeTravel::answer(Query& query, QueryRoute const& route, QueryFunction function,
                            PastMoment const& moment) const {
    auto const& id = query.exchange.request.id;
    auto& connection = query.connection;
    auto const place = place_of(query);
    if (!place) return not_found_response(id);
    // A task that is deleted by now may be looked at as it was by whoever sees its project.
    auto const standing =
        place->task ? standing_in_project(query, *place->project) : standing_of_caller(query);
    if (auto refusal = refusal_of(query, route.permission, standing)) return std::move(*refusal);
    auto end = end_at(query, *place, moment);
    if (!end) return std::move(end.error());
    if (end->as_of.position == 0) return was_not_there(query, *place, moment);
    past_.prepare(connection);
    eventstore::Transaction transaction{connection};
    auto const of = part_for(query, *place, route.past.value());
    auto const folded = past_.fold(connection, of, end->position);
    if (!folded) return cannot_fold(query.exchange, folded.error());
    query.as_of = end->as_of;
    auto response = [&] {
        eventstore::Elsewhere const then{connection, past_.tables()};
        if (!is_there(connection, *place)) return was_not_there(query, *place, moment);
        auto result = function(query);
        if (result) add_as_of(result->meta, query.as_of);
        return response_of(std::move(result));
    }();
    if (is_time_to_sweep(*folded)) transaction.commit();
    response.headers.emplace_back("Atelier-Position", std::to_string(end->as_of.position));
    return response;
}

void TimeTravel::stop() { pool_.stop(); }

}  // namespace atelier::api
