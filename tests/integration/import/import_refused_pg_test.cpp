#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "commands/import/import_project.hpp"
#include "commands/import/trello/parse.hpp"
#include "tests/integration/import/office.hpp"

using namespace atelier;
using namespace atelier::test;
using commands::ImportFailureKind;

TEST_CASE("Of a broken file nothing is written") {
    Office office;
    auto const head = office.head();
    std::ifstream file{ATELIER_DEMO_BOARD, std::ios::binary};
    std::string const whole{std::istreambuf_iterator<char>(file), {}};
    auto const cut = commands::parse_trello(whole.substr(0, whole.size() / 2));
    CHECK(!cut.has_value());
    auto board = demo_board();
    board.tasks.back().history.resize(commands::max_imported_history + 1,
                                      board.tasks.back().history.back());
    auto const failure = office.failed_import(board);
    CHECK(failure.kind == ImportFailureKind::refused);
    CHECK(failure.message.ends_with("has more than 5000 changes."));
    auto const dry_failure = office.failed_import(board, {.dry_run = true});
    CHECK(dry_failure.message == failure.message);
    CHECK(office.head() == head);
}

TEST_CASE("Who may not import is refused, and nothing is written, in a dry run too") {
    Office office;
    auto const member = office.person("member@example.org", WorkspaceRole::member);
    auto const stranger = office.person("stranger@example.org", std::nullopt);
    auto const admin = office.person("admin@example.org", WorkspaceRole::admin);
    auto const head = office.head();
    for (bool const dry_run : {false, true}) {
        auto const forbidden = office.failed_import(demo_board(), {.dry_run = dry_run}, member);
        CHECK(forbidden.kind == ImportFailureKind::rejected);
        CHECK(forbidden.message ==
              "Your role does not allow this. One of these roles does: OWNER, ADMIN.");
        auto const hidden = office.failed_import(demo_board(), {.dry_run = dry_run}, stranger);
        CHECK(hidden.kind == ImportFailureKind::rejected);
        CHECK(hidden.message == "There is no such workspace, or you are no member of it.");
    }
    CHECK(office.head() == head);
    CHECK(commands::import_board(*office.engine, office.workspace, caller(admin), demo_board())
              .has_value());
}

TEST_CASE("Without the database an import fails and says what has been written") {
    Office office;
    commands::ImportOptions options;
    options.on_progress = [&](commands::ImportProgress progress) {
        if (progress.tasks_done == 400) office.engine->stop();
    };
    auto const failure = office.failed_import(large_board(1'000), std::move(options));
    CHECK(failure.kind == ImportFailureKind::unavailable);
    CHECK(failure.message.starts_with("The database is not available: "));
    CHECK(failure.written ==
          "The project and 400 of 1000 tasks are written; the same import again writes the rest.");
    office.engine = office.other_node();
    auto const rest = office.import(large_board(1'000));
    CHECK(rest.tasks_already_there == 400);
    CHECK(rest.tasks_created == 600);
}
