#include "commands/import/import_project.hpp"

#include <doctest/doctest.h>

#include "commands/project/create_project.hpp"
#include "tests/unit/import_board/importing.hpp"

using namespace atelier;
using namespace atelier::test;
using commands::ImportedIds;
using commands::ImportProject;
using commands::RejectionCode;

namespace {

std::vector<std::string> names_of(std::vector<project::WorkflowStatus> const& statuses) {
    std::vector<std::string> names;
    for (auto const& status : statuses) names.push_back(status.name);
    return names;
}

std::vector<Happening> const ana_and_ben{
    {stream_of(harbour), workspace::WorkspaceCreated{"Harbour", "harbour", ana}},
    {stream_of(harbour), workspace::MemberAdded{ana, WorkspaceRole::owner}},
    {stream_of(harbour), workspace::MemberAdded{ben, WorkspaceRole::member}}};

ImportProject importing(commands::ImportedBoard const& board) {
    return {harbour, std::make_shared<commands::ImportedBoard>(board), {}};
}

}  // namespace

TEST_CASE("A board becomes a project with its columns, its labels and where it comes from") {
    auto const ferries = board({});
    ImportedIds const ids{harbour, ferries};
    auto const stream = stream_of(ids.project());
    using enum project::StatusCategory;
    given(ana_and_ben)
        .when(importing(ferries), ana)
        .then({{stream, project::ProjectCreated{harbour,
                                                "FERR",
                                                "Ferries",
                                                "Five boats",
                                                {{ids.status("todo"), "To do", todo},
                                                 {ids.status("doing"), "At work", doing},
                                                 {ids.status("done"), "Done", done}},
                                                {{ids.label("bug"), "Bug", "#ff0000"},
                                                 {ids.label("idea"), "Idea", "#00ff00"}},
                                                project::Source{"trello", "b1"}}}})
        .claims(commands::project_key_scope(harbour), "FERR")
        .guards({stream, stream_of(harbour)});
}

TEST_CASE("Who may not import gets no project, and who is no member sees no workspace") {
    auto const given_both = given(ana_and_ben);
    given_both.when(importing(board({})), ben).rejected(RejectionCode::forbidden);
    given_both.when(importing(board({})), carla).rejected(RejectionCode::not_found);
}

TEST_CASE("A project whose key is taken gets the next free one") {
    Importing importing_twice;
    auto other = board({});
    other.source_id = "b2";
    CHECK(importing_twice.project(board({})).has_value());
    CHECK(importing_twice.project(other).has_value());
    CHECK(importing_twice.project_of(board({})).key == "FERR");
    CHECK(importing_twice.project_of(other).key == "FERR2");
}

TEST_CASE("Closed columns come last, and only where a task is or was in them") {
    auto ferries = board({card("c1", 1, {created(0, "old", "A"), moved(1, "todo")})});
    ferries.statuses.insert(ferries.statuses.begin(), {"old", "Old plans", true});
    ferries.statuses.insert(ferries.statuses.begin(), {"empty", "Empty", true});
    Importing importing_one;
    importing_one.all(ferries);
    auto const project = importing_one.project_of(ferries);
    CHECK(names_of(project.statuses) ==
          std::vector<std::string>{"To do", "At work", "Done", "Old plans"});
}

TEST_CASE("A board of closed, empty columns keeps them: a project has a column") {
    auto ferries = board({});
    for (auto& status : ferries.statuses) status.closed = true;
    Importing importing_one;
    importing_one.all(ferries);
    CHECK(importing_one.project_of(ferries).statuses.size() == 3);
}

TEST_CASE("A board that cannot be written whole is refused before anything is written") {
    auto no_columns = board({});
    no_columns.statuses.clear();
    auto lost_task = board({card("c1", 1, {created(0, "nowhere", "A")})});
    auto no_history = board({card("c1", 1, {created(0, "todo", "A")})});
    no_history.tasks[0].history.clear();
    auto long_history = board({card("c1", 1, {created(0, "todo", "A")})});
    while (long_history.tasks[0].history.size() <= commands::max_imported_history) {
        long_history.tasks[0].history.push_back(renamed(1, "B"));
    }
    auto const workspace = given(ana_and_ben);
    workspace.when(importing(no_columns), ana).invalid({"statuses"});
    workspace.when(importing(lost_task), ana).invalid({"task c1"});
    workspace.when(importing(no_history), ana).invalid({"task c1"});
    workspace.when(importing(long_history), ana).invalid({"task c1"});
}

TEST_CASE("A member matched to somebody outside the workspace is refused") {
    auto command = importing(board({}));
    command.members = {{"m1", carla}};
    given(ana_and_ben).when(command, ana).invalid({"member m1"});
}
