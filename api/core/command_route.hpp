#pragma once

#include <boost/mp11/algorithm.hpp>
#include <optional>
#include <string>

#include "api/core/route.hpp"
#include "commands/core/command.hpp"

namespace atelier::api {

/// What a command's answer is made of. Kept as text for repeats: status, version, location and
/// data.
struct CommandAnswer {
    int status = 200;
    std::int64_t version = 0;
    std::string location{};
    std::string data{};

    std::string to_text() const;
    static CommandAnswer from_text(std::string_view text);
};

/// The command's JSON: members of the body, the path and the query, and a fresh id for `creates`.
/// Errors are the answer.
std::expected<std::string, Response> command_json(Exchange const& exchange,
                                                  std::string_view creates, Uuid const& fresh);

/// 400 when the shape is wrong, else 422 with every bad member.
Response field_failure(std::vector<codec::FieldError> const& errors, std::string const& request_id);

/// Whether the request says that its body is JSON.
bool has_json_body(Request const& request);

/// Who calls, from the token and the headers; an answer when a header is malformed.
std::expected<commands::Caller, Response> caller_of(Exchange const& exchange);

/// Turns the handler's outcome into the answer.
Response response_of(commands::Outcome const& outcome, std::string const& request_id);

/// The schema of a body: the command's without what comes from the path and what the server makes.
std::string body_schema(std::string const& command_schema,
                        std::vector<std::string> const& left_out);
std::vector<std::string> path_parameters(std::string_view path);
/// The pattern with the values of the exchange's path: `/projects/{project}` is `/projects/0199…`.
std::string filled_in(std::string pattern, Exchange const& exchange);

/// The stream that the member called `name` is the id of; the target's when there is none of that
/// name.
template <class Command>
StreamId stream_of_member(Command const& command, std::string_view name) {
    auto stream = commands::target_of(command);
    using Members = boost::describe::describe_members<Command, boost::describe::mod_public>;
    boost::mp11::mp_for_each<Members>([&](auto member) {
        if constexpr (requires { stream_of(command.*member.pointer); }) {
            if (name == member.name) stream = stream_of(command.*member.pointer);
        }
    });
    return stream;
}

/// One row of the route table: the command's members come from the path, the query and the body,
/// the answer is what `view` makes of the states after it. `creates` names the member that gets a
/// fresh id; such a route answers 201 and the location `location_prefix` + id; the prefix may name
/// parameters of the path.
template <class Command>
struct CommandRoute {
    std::string method;
    std::string path;
    std::string summary;
    std::string tag;
    std::string creates{};
    std::string location_prefix{};
    std::vector<QueryParameter> query{};  ///< members that come from the query, as texts

    template <class View>
    Route answers(View (*view)(commands::Scene const&, Command const&,
                               commands::Context const&)) const {
        constexpr auto info = command_info(static_cast<Command const*>(nullptr));
        static_assert(info.permission != Permission::system, "nobody may ask for it");
        Route route{
            {method, path, summary, tag, info.permission, true, creates.empty() ? 200 : 201},
            {},
            {}};
        auto left_out = path_parameters(path);
        if (!creates.empty()) left_out.push_back(creates);
        route.info.query = query;
        for (auto const& parameter : query) left_out.push_back(parameter.name);
        std::map<std::string, std::string> nested;
        codec::collect_schemas<Command>(nested);
        auto const name = std::string{info.name};
        auto const body = body_schema(nested.at(name), left_out);
        nested.erase(name);
        if (!body.empty()) {
            route.info.request_schema = name;
            nested[name] = body;
        }
        codec::collect_schemas<View>(nested);
        route.info.response_schema = codec::schema_reference<View>();
        route.components = std::move(nested);
        route.run = [row = *this, view](Exchange exchange) { row.run(std::move(exchange), view); };
        return route;
    }

    template <class View>
    void run(Exchange exchange,
             View (*view)(commands::Scene const&, Command const&, commands::Context const&)) const {
        auto& handler = exchange.services.engine.handler;
        auto const fresh = handler.new_command_id().uuid;
        auto const json = command_json(exchange, creates, fresh);
        if (!json) return exchange.reply(json.error());
        auto command = codec::from_json<Command>(*json);
        if (!command) return exchange.reply(field_failure(command.error(), exchange.request.id));
        auto caller = caller_of(exchange);
        if (!caller) return exchange.reply(caller.error());
        auto const made = stream_of_member(*command, creates);
        auto const location = filled_in(location_prefix, exchange) + to_text(fresh);
        auto answer = [command = *command, view, made, row = *this, location](
                          commands::Scene const& after, commands::Context const& context) {
            CommandAnswer text{row.creates.empty() ? 200 : 201, after.version(made), {}, {}};
            if (!row.creates.empty()) text.location = location;
            codec::write(text.data, view(after, command, context));
            return text.to_text();
        };
        handler.run(
            std::move(*command), std::move(answer), std::move(*caller),
            [reply = std::move(exchange.reply), id = exchange.request.id](
                commands::Outcome outcome) { reply(response_of(outcome, id)); },
            {}, made.id == fresh ? std::optional{made} : std::nullopt);
    }
};

template <class Command>
CommandRoute<Command> post(std::string path, std::string summary, std::string tag) {
    return {"POST", std::move(path), std::move(summary), std::move(tag)};
}
template <class Command>
CommandRoute<Command> patch(std::string path, std::string summary, std::string tag) {
    return {"PATCH", std::move(path), std::move(summary), std::move(tag)};
}
template <class Command>
CommandRoute<Command> put(std::string path, std::string summary, std::string tag) {
    return {"PUT", std::move(path), std::move(summary), std::move(tag)};
}
template <class Command>
CommandRoute<Command> remove(std::string path, std::string summary, std::string tag) {
    return {"DELETE", std::move(path), std::move(summary), std::move(tag)};
}
/// A row that makes something: its `creates` member gets the new id, which ends the location.
template <class Command>
CommandRoute<Command> create(std::string path, std::string summary, std::string tag,
                             std::string creates, std::string location_prefix) {
    return {"POST",         std::move(path),    std::move(summary),
            std::move(tag), std::move(creates), std::move(location_prefix)};
}

}  // namespace atelier::api
