#include "tools/atelier/import_file.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "commands/import/import_board.hpp"
#include "eventstore/codec/event_codec.hpp"
#include "eventstore/log/reader.hpp"
#include "tools/atelier/exit_code.hpp"
#include "tools/atelier/find_things.hpp"
#include "tools/atelier/output.hpp"
#include "tools/atelier/progress.hpp"

namespace atelier::tools {
namespace {

using eventstore::Connection;

/// Of several owners, the one who has been it for longest.
UserId first_owner(Connection& connection, WorkspaceId id) {
    AnyState state = initial_state(StreamKind::workspace);
    std::vector<UserId> owners;
    for (auto const& raw : eventstore::read_streams(connection, {{stream_of(id), 0}})) {
        state = evolve_any(std::move(state),
                           eventstore::decode(raw.type, raw.schema_version, raw.data));
        for (auto const& [user, role] : std::get<workspace::State>(state).members) {
            if (role == WorkspaceRole::owner && std::ranges::find(owners, user) == owners.end()) {
                owners.push_back(user);
            }
        }
    }
    for (auto const owner : owners) {
        if (std::get<workspace::State>(state).role_of(owner) == WorkspaceRole::owner) return owner;
    }
    throw CommandFailed(ExitCode::refused,
                        "The workspace has no owner: say who imports by --as E-MAIL.");
}

ExitCode code_of(commands::ImportFailureKind kind) {
    switch (kind) {
        case commands::ImportFailureKind::refused:
        case commands::ImportFailureKind::rejected:
            return ExitCode::refused;
        case commands::ImportFailureKind::unavailable:
            return ExitCode::unavailable;
    }
    return ExitCode::failure;
}

std::string in_words(commands::ImportFailure const& failure) {
    return failure.written.empty() ? failure.message : failure.message + ' ' + failure.written;
}

commands::ImportOptions options_of(ImportRequest const& request, Progress& progress) {
    commands::ImportOptions options;
    options.dry_run = request.dry_run;
    options.members = request.members;
    options.on_progress = [&progress](commands::ImportProgress now) {
        // Between two chunks is a good place to end: each is written whole.
        check_interrupt();
        progress.update(static_cast<std::int64_t>(now.tasks_done),
                        static_cast<std::int64_t>(now.tasks));
    };
    return options;
}

}  // namespace

commands::ImportedBoard accepted(
    std::expected<commands::ImportedBoard, commands::ImportError> parsed) {
    if (parsed) return std::move(*parsed);
    throw CommandFailed(ExitCode::refused,
                        fmt::format("The board is refused, and nothing was written: {} {}.",
                                    parsed.error().place, parsed.error().reason));
}

commands::ImportReport import_into(ReadyDatabase const& database, commands::ImportedBoard board,
                                   ImportRequest const& request) {
    Connection connection{database.service_url};
    auto const workspace = find_workspace(connection, request.workspace);
    auto const actor = request.actor ? find_person(connection, database.key(), *request.actor)
                                     : first_owner(connection, workspace);
    commands::Engine::Options options;
    options.database_url = database.service_url;
    options.database_threads = 2;
    commands::Engine engine{std::move(options), database.key()};
    Progress progress{"import", "tasks"};
    commands::Caller caller;
    caller.user = actor;
    auto report = commands::import_board(engine, workspace, std::move(caller), std::move(board),
                                         options_of(request, progress));
    if (!report) throw CommandFailed(code_of(report.error().kind), in_words(report.error()));
    progress.finish();
    return std::move(*report);
}

}  // namespace atelier::tools
