#include "tools/atelier/find_things.hpp"

#include <doctest/doctest.h>

#include "tests/integration/cli/small_log.hpp"
#include "tools/atelier/exit_code.hpp"

using namespace atelier;
using namespace atelier::test;
using namespace atelier::tools;

namespace {

int code_of(std::function<void()> const& work) {
    try {
        work();
    } catch (CommandFailed const& failed) {
        return static_cast<int>(failed.code());
    }
    return 0;
}

}  // namespace

TEST_CASE("What people name on the command line is found by id and by name") {
    SmallLog log;
    auto& connection = log.connection;
    CHECK(find_workspace(connection, "harbour") == log.workspace);
    CHECK(find_workspace(connection, to_text(log.workspace)) == log.workspace);
    CHECK(find_person(connection, log.key, "mara@HARBOUR.example") == log.mara);
    CHECK(find_person(connection, log.key, to_text(log.jonas)) == log.jonas);
    CHECK(find_task(connection, {}, "SKY-1") == log.task);
    CHECK(find_task(connection, log.workspace, "SKY-1") == log.task);
    CHECK(find_task(connection, {}, to_text(log.task)) == log.task);
}

TEST_CASE("What is not there is refused") {
    SmallLog log;
    auto& connection = log.connection;
    CHECK(code_of([&] { find_workspace(connection, "lagoon"); }) == 4);
    CHECK(code_of([&] { find_workspace(connection, to_text(log.task)); }) == 4);
    CHECK(code_of([&] { find_person(connection, log.key, "nobody@harbour.example"); }) == 4);
    for (auto const* text : {"SKY-2", "SEA-1", "SKY-0", "SKY-1x", "sky-1", "-1", "nothing", ""}) {
        CAPTURE(text);
        CHECK(code_of([&] { find_task(connection, {}, text); }) == 4);
    }
    auto const elsewhere = WorkspaceId{log.project.uuid};
    CHECK(code_of([&] { find_task(connection, elsewhere, "SKY-1"); }) == 4);
}

TEST_CASE("A task key that two workspaces have needs the workspace") {
    SmallLog log;
    eventstore::Connection owner{log.database.owner_url()};
    owner.execute("insert into log.claims (scope, key, owner) values ('project_key:" +
                  to_text(log.project) + "', 'SKY', 'project-" + to_text(log.task) + "')");
    CHECK(code_of([&] { find_task(log.connection, {}, "SKY-1"); }) == 2);
    CHECK(find_task(log.connection, log.workspace, "SKY-1") == log.task);
}
