#include "commands/workspace/create_workspace.hpp"
#include "commands/workspace/delete_workspace.hpp"
#include "commands/workspace/edit_workspace.hpp"
#include "commands/workspace/restore_workspace.hpp"
#include "tests/unit/commands/cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;

std::vector<Happening> one(workspace::Events const& event) {
    return std::visit(
        [](auto const& of) { return std::vector<Happening>{{stream_of(harbour), of}}; }, event);
}

EditWorkspace edit() { return {harbour, {}, {}, {}}; }

}  // namespace

TEST_CASE("only what changes of a workspace is in the event") {
    auto command = edit();
    command.name = {Patch<Text<1, 100>>::Kind::set, {"Port"}};
    command.slug = {Patch<std::string>::Kind::set, "harbour"};
    command.description = {Patch<Text<0, 2'000>>::Kind::set, {"Boats"}};
    given(a_workspace())
        .when(command, adam)
        .then(one(workspace::WorkspaceEdited{"Port", {}, "Boats"}));
    given(a_workspace()).when(edit(), adam).then_nothing();
    given(a_workspace()).when(command, max).rejected(RejectionCode::forbidden);
}

TEST_CASE("a changed slug is claimed, and the old one is given back") {
    auto command = edit();
    command.slug = {Patch<std::string>::Kind::set, "port"};
    given(a_workspace())
        .when(command, adam)
        .then(one(workspace::WorkspaceEdited{{}, "port", {}}))
        .claims("slug", "port", RejectionCode::slug_taken)
        .gives_back("slug", "harbour");
}

TEST_CASE("a slug must be one, and neither it nor the name can be cleared") {
    auto command = edit();
    command.name.kind = Patch<Text<1, 100>>::Kind::clear;
    command.slug = {Patch<std::string>::Kind::set, "Port"};
    given(a_workspace()).when(command, adam).invalid({"name", "slug"});
    command.slug.kind = Patch<std::string>::Kind::clear;
    given(a_workspace()).when(command, adam).invalid({"name", "slug"});
}

TEST_CASE("a workspace is made with a description") {
    CreateWorkspace command{harbour, {"Harbour"}, "harbour"};
    command.description = Text<0, 2'000>{"Boats"};
    given(people())
        .when(command, olga)
        .then({{stream_of(harbour), workspace::WorkspaceCreated{"Harbour", "harbour", olga}},
               {stream_of(harbour), workspace::WorkspaceEdited{{}, {}, "Boats"}}});
}

TEST_CASE("the owner deletes a workspace, which then is there for nothing but restoring it") {
    given(a_workspace())
        .when(DeleteWorkspace{harbour}, olga)
        .then_once(one(workspace::WorkspaceDeleted{}))
        .again_rejected(RejectionCode::not_found);
    given(a_workspace()).when(DeleteWorkspace{harbour}, adam).rejected(RejectionCode::forbidden);
    auto const deleted = joined(a_workspace(), one(workspace::WorkspaceDeleted{}));
    given(deleted).when(edit(), olga).rejected(RejectionCode::not_found);
    given(deleted).when(RestoreWorkspace{harbour}, olga).then(one(workspace::WorkspaceRestored{}));
    given(deleted).when(RestoreWorkspace{harbour}, adam).rejected(RejectionCode::forbidden);
    given(deleted).when(RestoreWorkspace{harbour}, stan).rejected(RejectionCode::not_found);
    given(a_workspace()).when(RestoreWorkspace{harbour}, olga).then_nothing();
}

}  // namespace atelier::commands
