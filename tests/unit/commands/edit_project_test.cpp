#include "commands/project/edit_project.hpp"
#include "commands/project/create_project.hpp"
#include "tests/unit/commands/cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;

template <class T>
Patch<T> set(T value) {
    return {Patch<T>::Kind::set, std::move(value)};
}
template <class T>
Patch<T> cleared() {
    return {Patch<T>::Kind::clear, {}};
}

Date day(char const* text) { return Date::from_text(text).value(); }

EditProject edit() { return {app, {}, {}, {}, {}, {}, {}, {}}; }

Happening edited(project::ProjectEdited const& event) { return {stream_of(app), event}; }

}  // namespace

TEST_CASE("only what changes of a project is in the event") {
    auto command = edit();
    command.name = set(Text<1, 200>{"Harbour"});
    command.description = set(Text<0, 65'536>{""});
    command.priority = set(project::Priority::urgent);
    given(a_project())
        .when(command, adam)
        .then({edited({"Harbour", {}, {}, project::Priority::urgent, {}, {}})});
    given(a_project()).when(edit(), adam).then_nothing();
}

TEST_CASE("a changed key is claimed, and the old one is given back") {
    auto command = edit();
    command.key = set(std::string{"HRB"});
    given(a_project())
        .when(command, adam)
        .then({edited({{}, "HRB", {}, {}, {}, {}})})
        .claims(project_key_scope(harbour), "HRB", RejectionCode::project_key_taken)
        .gives_back(project_key_scope(harbour), "ATL");
    command.key = set(std::string{"ATL"});
    given(a_project()).when(command, adam).then_nothing();
}

TEST_CASE("an end before the start is refused, of the project as it would be") {
    auto command = edit();
    command.start_date = set(day("2026-12-02"));
    command.end_date = set(day("2026-12-01"));
    given(a_project()).when(command, adam).invalid({"end_date"});
    auto const begun = joined(
        a_project(), {edited({{}, {}, {}, {}, set(day("2026-12-02")), set(day("2026-12-03"))})});
    command = edit();
    command.end_date = set(day("2026-12-01"));
    given(begun).when(command, adam).invalid({"end_date"});
    command.end_date = set(day("2026-12-02"));
    given(begun).when(command, adam).then({edited({{}, {}, {}, {}, {}, set(day("2026-12-02"))})});
    command.start_date = cleared<Date>();
    command.end_date = set(day("2026-12-01"));
    given(begun)
        .when(command, adam)
        .then({edited({{}, {}, {}, {}, cleared<Date>(), set(day("2026-12-01"))})});
}

TEST_CASE("everything that is wrong with an edit is told at once") {
    auto command = edit();
    command.name = cleared<Text<1, 200>>();
    command.key = set(std::string{"no key"});
    command.lead = set(stan);
    command.priority = cleared<project::Priority>();
    given(a_project()).when(command, adam).invalid({"name", "priority", "key", "lead"});
}

TEST_CASE("who becomes the lead takes that over, and a project can be without") {
    auto command = edit();
    command.lead = set(mia);
    auto const first =
        Happening{stream_of(app), project::ProjectMemberAdded{mia, ProjectRole::lead, 1}};
    given(a_project()).when(command, adam).then({first});
    auto const led = joined(a_project(), {first});
    command.lead = set(vic);
    given(led)
        .when(command, adam)
        .then({{stream_of(app), project::ProjectMemberRoleChanged{mia, ProjectRole::developer}},
               {stream_of(app), project::ProjectMemberAdded{vic, ProjectRole::lead, 1}}});
    command.lead = cleared<UserId>();
    given(led)
        .when(command, adam)
        .then({{stream_of(app), project::ProjectMemberRoleChanged{mia, ProjectRole::developer}}});
    given(a_project()).when(command, adam).then_nothing();
}

TEST_CASE("a project is edited by its lead and by admins, not by other members") {
    auto command = edit();
    command.name = set(Text<1, 200>{"Harbour"});
    auto const led = joined(
        a_project(), {{stream_of(app), project::ProjectMemberAdded{mia, ProjectRole::lead, 1}}});
    given(led).when(command, mia).then_once({edited({"Harbour", {}, {}, {}, {}, {}})});
    for (auto const who : {max, vic}) {
        given(led).when(command, who).rejected(RejectionCode::forbidden);
    }
    given(led).when(command, stan).rejected(RejectionCode::not_found);
}

TEST_CASE("a project is made with a lead, a priority and dates") {
    CreateProject command{harbour, no_project, {"Quay"}, "QUAY", {}};
    command.lead = mia;
    command.priority = project::Priority::high;
    command.start_date = day("2026-12-01");
    auto const when = given(a_workspace()).when(command, adam);
    REQUIRE(when.decision().has_value());
    REQUIRE(when.decision()->events.size() == 3);
    CHECK(show(stream_of(no_project), when.decision()->events[1].event) ==
          show(stream_of(no_project),
               project::ProjectEdited{
                   {}, {}, {}, project::Priority::high, set(day("2026-12-01")), {}}));
    CHECK(show(stream_of(no_project), when.decision()->events[2].event) ==
          show(stream_of(no_project), project::ProjectMemberAdded{mia, ProjectRole::lead, 1}));
    command.lead = stan;
    command.end_date = day("2026-11-30");
    given(a_workspace()).when(command, adam).invalid({"lead", "end_date"});
}

}  // namespace atelier::commands
