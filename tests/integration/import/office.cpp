#include "tests/integration/import/office.hpp"

#include <doctest/doctest.h>

#include "commands/user/register_user.hpp"
#include "commands/workspace/add_member.hpp"
#include "commands/workspace/create_workspace.hpp"
#include "eventstore/log/reader.hpp"
#include "tests/integration/import/run_command.hpp"
#include "tools/atelier/trello_file.hpp"

namespace atelier::test {

using namespace commands;

namespace {

void require_done(Outcome const& outcome) {
    auto const* rejection = std::get_if<Rejection>(&outcome);
    REQUIRE_MESSAGE(!rejection, rejection->message);
    auto const* away = std::get_if<NotAvailable>(&outcome);
    REQUIRE_MESSAGE(!away, away->reason);
}

}  // namespace

Office::Office() : connection(database.service_url()), engine(other_node()) {
    owner = person("owner@example.org", std::nullopt);
    workspace = WorkspaceId{engine->ids.next(crypto::system_now())};
    require_done(run_command(*engine, CreateWorkspace{workspace, {"Harbour"}, {}}, owner));
}

std::unique_ptr<Engine> Office::other_node() const {
    Engine::Options options;
    options.database_url = database.service_url();
    options.database_threads = 2;
    return std::make_unique<Engine>(std::move(options),
                                    *crypto::MasterKey::from_text(std::string(64, '7')));
}

UserId Office::person(std::string const& email, std::optional<WorkspaceRole> role,
                      std::string const& name) {
    UserId const user{engine->ids.next(crypto::system_now())};
    auto const key = engine->keys.create(user);
    require_done(run_command(*engine, RegisterUser{user, email, name}, {}, {key}));
    if (role) require_done(run_command(*engine, AddMember{workspace, {{email}}, *role}, owner));
    return user;
}

commands::ImportReport Office::import(ImportedBoard const& board, commands::ImportOptions options) {
    auto report =
        commands::import_board(*engine, workspace, caller(owner), board, std::move(options));
    REQUIRE_MESSAGE(report.has_value(), report.error().message);
    return std::move(*report);
}

commands::ImportFailure Office::failed_import(ImportedBoard const& board,
                                              commands::ImportOptions options,
                                              std::optional<UserId> actor) {
    auto const report = commands::import_board(*engine, workspace, caller(actor.value_or(owner)),
                                               board, std::move(options));
    REQUIRE_MESSAGE(!report.has_value(), "the import has succeeded");
    return report.error();
}

eventstore::Position Office::head() { return eventstore::read_head(connection); }

Caller caller(UserId user) {
    Caller caller;
    caller.user = user;
    return caller;
}

ImportedBoard demo_board() {
    auto board = tools::read_trello_file(ATELIER_DEMO_BOARD);
    REQUIRE_MESSAGE(board.has_value(), board.error().reason);
    return std::move(*board);
}

ImportedBoard large_board(std::size_t tasks) {
    ImportedBoard board;
    board.source = "trello";
    board.source_id = "large";
    board.name = "Large";
    board.statuses = {{"a", "To do", false}, {"b", "At work", false}, {"c", "Done", false}};
    auto const year_ago = crypto::system_now().milliseconds - 365LL * 24 * 3'600'000;
    using enum ImportedChange::Kind;
    for (std::size_t i = 0; i < tasks; ++i) {
        auto const number = std::to_string(i + 1);
        auto const at = [&](int step) {
            return Timestamp{year_ago + static_cast<std::int64_t>(i) * 1'000 + step * 300'000};
        };
        ImportedTask task;
        task.source_id = "task " + number;
        task.source_number = static_cast<std::int64_t>(i + 1);
        task.title = "Task " + number;
        task.status_source_id = "c";
        task.order = static_cast<double>(i);
        task.created_at = at(0);
        task.history = {{created, at(0), "", "", "a", task.title},
                        {moved, at(1), "", "", "b", ""},
                        {moved, at(2), "", "", "c", ""}};
        board.tasks.push_back(std::move(task));
    }
    return board;
}

}  // namespace atelier::test
