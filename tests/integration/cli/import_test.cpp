#include <doctest/doctest.h>

#include "tests/integration/cli/small_log.hpp"
#include "tools/atelier/demo_board.hpp"
#include "tools/atelier/exit_code.hpp"
#include "tools/atelier/import_file.hpp"

using namespace atelier;
using namespace atelier::test;
using namespace atelier::tools;

namespace {

ReadyDatabase ready(SmallLog& log) {
    ReadyDatabase database;
    database.service_url = log.database.service_url();
    database.master_key = log.key;
    return database;
}

commands::ImportReport import_demo(SmallLog& log, ImportRequest const& request) {
    return import_into(ready(log), accepted(commands::parse_trello(std::string{demo_board()})),
                       request);
}

int code_of(SmallLog& log, ImportRequest const& request) {
    try {
        import_demo(log, request);
    } catch (CommandFailed const& failed) {
        return static_cast<int>(failed.code());
    }
    return 0;
}

}  // namespace

TEST_CASE("A board is imported in the name of the workspace's owner, and only once") {
    SmallLog log;
    auto const first = import_demo(log, {"harbour", {}, false, {}});
    CHECK(first.project_created);
    CHECK(first.tasks_created > 30);
    auto const again = import_demo(log, {to_text(log.workspace), {}, false, {}});
    CHECK(again.tasks_created == 0);
    CHECK(again.events_written == 0);
    CHECK(again.tasks_already_there == first.tasks_created);
}

TEST_CASE("Imported history is replayed at its own time, and says when it was recorded") {
    SmallLog log;
    import_demo(log, {"harbour", {}, false, {}});
    Replay replay;
    replay.filter.types = {"TaskMoved"};
    replay.filter.until = *Timestamp::from_text("2026-11-21T00:00:00Z");
    auto const lines = log.replayed(replay);
    REQUIRE_FALSE(lines.empty());
    CHECK(lines.front().find(" → ") != std::string::npos);
    CHECK(lines.front().find("(recorded ") != std::string::npos);
}

TEST_CASE("A dry run writes nothing") {
    SmallLog log;
    auto const before = log.replayed({}).size();
    CHECK(import_demo(log, {"harbour", {}, true, {}}).tasks_created > 30);
    CHECK(log.replayed({}).size() == before);
}

TEST_CASE("Whoever may not import, and what is not there, is refused") {
    SmallLog log;
    CHECK(code_of(log, {"lagoon", {}, false, {}}) == 4);
    CHECK(code_of(log, {"harbour", "nobody@harbour.example", false, {}}) == 4);
    CHECK(code_of(log, {"harbour", "jonas@harbour.example", false, {}}) == 4);
    CHECK(code_of(log, {"harbour", {}, false, {{"nobody", "jonas@harbour.example"}}}) == 4);
}

TEST_CASE("A file that is no board is refused with the place") {
    try {
        accepted(commands::parse_trello("{\"lists\": 7}"));
        FAIL("it was accepted");
    } catch (CommandFailed const& failed) {
        CHECK(failed.code() == ExitCode::refused);
        CHECK(std::string{failed.what()}.find("nothing was written") != std::string::npos);
    }
}
