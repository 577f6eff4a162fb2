#include <spdlog/spdlog.h>

#include "api/core/command_route.hpp"
#include "api/core/free_memory.hpp"
#include "api/core/slow_queue.hpp"
#include "api/routes/routes.hpp"
#include "commands/import/import_board.hpp"
#include "commands/import/import_project.hpp"
#include "commands/import/trello/parse.hpp"

namespace atelier::api {

/// What the path says.
struct ImportTarget {
    WorkspaceId workspace;
};
BOOST_DESCRIBE_STRUCT(ImportTarget, (), (workspace))

namespace {

using namespace commands;
using Shared = std::shared_ptr<Exchange>;

constexpr auto export_schema =
    R"({"type":"object","description":"A board as Trello exports it (Menu, Print and export, JSON), at most 64 MiB","properties":{"id":{"type":"string"},"name":{"type":"string"},"lists":{"type":"array"},"cards":{"type":"array"}},"required":["id","name","lists","cards"]})";

/// Everything that an import needs besides its file.
struct Import {
    Shared exchange;
    WorkspaceId workspace;
    Caller caller;
    ImportOptions options;
};

Response malformed_parameter(Exchange const& exchange, std::string name, std::string message) {
    auto const sentence = name + ' ' + message + '.';
    return failure(400, "malformed_request", sentence, exchange.request.id,
                   {{std::move(name), std::move(message)}});
}

std::expected<ImportOptions, Response> options_of(Exchange const& exchange) {
    ImportOptions options;
    for (auto const& [name, value] : exchange.query) {
        if (name == "dry_run") {
            if (value != "true" && value != "false") {
                return std::unexpected(
                    malformed_parameter(exchange, name, "must be true or false"));
            }
            options.dry_run = value == "true";
            continue;
        }
        auto const equals = value.find('=');
        if (equals == value.npos || equals == 0 || equals + 1 == value.size()) {
            return std::unexpected(malformed_parameter(
                exchange, name, "must be a user name there, =, and an e-mail address here"));
        }
        options.members[value.substr(0, equals)] = value.substr(equals + 1);
    }
    return options;
}

std::expected<WorkspaceId, Response> workspace_of(Exchange const& exchange) {
    auto const json = codec::to_json(
        std::map<std::string, std::string>{{"workspace", exchange.path_parameter("workspace")}});
    auto target = codec::from_json<ImportTarget>(json);
    if (!target) return std::unexpected(field_failure(target.error(), exchange.request.id));
    return target->workspace;
}

/// Whoever has the answer may import again at once.
void answer(Exchange& exchange, Response response) {
    exchange.request.permit.reset();
    exchange.reply(std::move(response));
}

Response refusal_of(ImportError const& error, std::string const& request_id) {
    auto const message =
        "The file is refused, and nothing was written: " + error.place + ' ' + error.reason + '.';
    return failure(error.is_json ? 422 : 400,
                   error.is_json ? "validation_failed" : "malformed_request", message, request_id,
                   {{error.place, error.reason}});
}

Response failure_of(ImportFailure const& failed, std::string const& request_id) {
    auto const with_written = [&](std::string message) {
        return failed.written.empty() ? message : std::move(message) + ' ' + failed.written;
    };
    if (failed.rejection) {
        auto const& rejection = *failed.rejection;
        return failure(status_of(rejection.code), code_of(rejection.code),
                       with_written(failed.message), request_id, rejection.fields);
    }
    if (failed.kind == ImportFailureKind::unavailable) {
        spdlog::warn("request {}: an import has ended early: {}", request_id, failed.message);
        return failure(503, "unavailable",
                       with_written("The database is away for a moment; try again."), request_id);
    }
    return failure(422, "validation_failed", with_written(failed.message), request_id,
                   {{"member", failed.message}});
}

Response report_response(ImportReport const& report) {
    bool const created = report.project_created && !report.dry_run;
    auto response = success(codec::to_json(report), {report.position, {}, {}}, created ? 201 : 200);
    if (created) {
        response.headers.emplace_back("Location", "/api/v1/projects/" + to_text(report.project));
    }
    response.headers.emplace_back("Atelier-Position", std::to_string(report.position));
    return response;
}

Response stopping_response(std::string const& request_id) {
    return failure(503, "unavailable",
                   "The service is shutting down. What was imported stays; the same file again "
                   "adds the rest.",
                   request_id);
}

Response response_of_import(Import& import) {
    auto& exchange = *import.exchange;
    auto const& id = exchange.request.id;
    auto const& queue = exchange.services.imports;
    if (queue.is_stopping()) return stopping_response(id);
    auto board = parse_trello(std::move(exchange.request.body));
    if (!board) return refusal_of(board.error(), id);
    import.options.on_progress = [&queue](ImportProgress) { queue.check_not_stopping(); };
    try {
        auto const report =
            import_board(exchange.services.engine, import.workspace, std::move(import.caller),
                         std::move(*board), std::move(import.options));
        return report ? report_response(*report) : failure_of(report.error(), id);
    } catch (SlowQueue::Stopping const&) {
        return stopping_response(id);
    }
}

/// On the thread of the queue, which may take its time to give back what the file took.
void run_import(Import& import) {
    auto response = response_of_import(import);
    give_back_memory();
    answer(*import.exchange, std::move(response));
}

/// Whoever may not import learns that before the file is looked at.
void authorise_and_queue(std::shared_ptr<Import> import) {
    auto& exchange = *import->exchange;
    exchange.services.engine.handler.run(
        Execution{command_info(static_cast<ImportProject const*>(nullptr)),
                  stream_of(import->workspace),
                  [](Scene const&, Context const&) { return Decision{Decided{}}; },
                  [](Scene const&, Context const&) { return std::string{}; },
                  import->caller,
                  {}},
        [import](Outcome outcome) {
            auto& allowed = *import->exchange;
            if (!std::holds_alternative<Done>(outcome)) {
                return answer(allowed, response_of(outcome, allowed.request.id));
            }
            if (!allowed.services.imports.submit([import] { run_import(*import); })) {
                answer(allowed, stopping_response(allowed.request.id));
            }
        });
}

void import_trello(Exchange arrived) {
    auto const& request = arrived.request;
    if (!request.body.empty() && !has_json_body(request)) {
        return arrived.reply(failure(415, "unsupported_media_type",
                                     "The body must be application/json.", request.id));
    }
    auto options = options_of(arrived);
    if (!options) return arrived.reply(std::move(options.error()));
    auto const workspace = workspace_of(arrived);
    if (!workspace) return arrived.reply(workspace.error());
    auto caller = caller_of(arrived);
    if (!caller) return arrived.reply(std::move(caller.error()));
    // Many commands make one import: neither a key nor a version is that of all of them.
    caller->idempotency_key.reset();
    caller->if_match.reset();
    auto& permit = arrived.request.permit;
    if (!permit) permit = arrived.services.imports.admit(arrived.user());
    if (!permit) return arrived.reply(busy_response("imports", request.id));
    authorise_and_queue(
        std::make_shared<Import>(Import{std::make_shared<Exchange>(std::move(arrived)), *workspace,
                                        std::move(*caller), std::move(*options)}));
}

std::vector<QueryParameter> import_parameters() {
    return {{"dry_run", "Say what would be done, write nothing", R"({"type":"boolean"})"},
            {"member",
             "Who of the board is who here, repeated: user name there, =, e-mail address here",
             R"({"type":"string","pattern":"^[^=]+=.+$"})"}};
}

}  // namespace

Routes import_routes() {
    Route route{{"POST", "/workspaces/{workspace}/imports",
                 "Import a board exported from Trello, with its history; the same file again adds "
                 "nothing",
                 "Imports", Permission::import_board, true, 201},
                &import_trello,
                {}};
    auto& info = route.info;
    info.honours_idempotency_key = false;
    info.honours_if_match = false;
    info.other_successes = {200};
    info.query = import_parameters();
    info.body_limit = max_import_size;
    info.request_schema = "TrelloExport";
    codec::collect_schemas<ImportReport>(route.components);
    route.components.emplace("TrelloExport", export_schema);
    info.response_schema = codec::schema_reference<ImportReport>();
    route.admit_large_body = [](Services& services, UserId user) {
        return services.imports.admit(user);
    };
    return {std::move(route)};
}

}  // namespace atelier::api
