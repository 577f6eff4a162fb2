#include "commands/project/create_project.hpp"

#include "tests/unit/commands/cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;

project::ProjectCreated const& created_by(When<CreateProject> const& when) {
    REQUIRE(when.decision().has_value());
    REQUIRE(when.decision()->events.size() == 1);
    return std::get<project::ProjectCreated>(when.decision()->events.front().event);
}

}  // namespace

TEST_CASE("a project is made with the default workflow and a key of its name") {
    using enum project::StatusCategory;
    auto when =
        given(a_workspace()).when(CreateProject{harbour, app, {"Harbour app"}, {}, {}}, adam);
    auto const& created = created_by(when);
    CHECK(created.workspace == harbour);
    CHECK(created.key == "HARB");
    CHECK(created.description == "");
    REQUIRE(created.statuses.size() == 4);
    CHECK(created.statuses[0].name == "To do");
    CHECK(created.statuses[1].name == "In progress");
    CHECK(created.statuses[2].name == "In review");
    CHECK(created.statuses[3].name == "Done");
    CHECK(created.statuses[0].category == todo);
    CHECK(created.statuses[3].category == done);
    std::set<StatusId> ids;
    for (auto const& status : created.statuses) ids.insert(status.id);
    CHECK(ids.size() == 4);
    when.then({{stream_of(app), created}}).claims(project_key_scope(harbour), "HARB");
    when.guards({stream_of(app), stream_of(harbour)});
}

TEST_CASE("a key that was asked for is claimed, and a taken one is told") {
    auto when =
        given(a_workspace())
            .when(CreateProject{harbour, app, {"Harbour app"}, "ATL", Text<0, 65'536>{"Boats"}},
                  olga);
    CHECK(created_by(when).key == "ATL");
    CHECK(created_by(when).description == "Boats");
    when.claims(project_key_scope(harbour), "ATL", RejectionCode::project_key_taken);
}

TEST_CASE("a key that follows from the name and is taken gets a number") {
    auto const when =
        given(a_workspace())
            .claimed(project_key_scope(harbour), "HARB", stream_of(no_project))
            .claimed(project_key_scope(harbour), "HARB2", stream_of(no_project))
            .claimed(project_key_scope(other_workspace), "HARB3", stream_of(no_project))
            .when(CreateProject{harbour, app, {"Harbour app"}, {}, {}}, olga);
    CHECK(created_by(when).key == "HARB3");
}

TEST_CASE("a name whose keys are taken many times over still gets one, after few look-ups") {
    auto world = given(a_workspace());
    world.claimed(project_key_scope(harbour), "PRJ", stream_of(no_project));
    for (int number = 2; number <= 200; ++number) {
        world.claimed(project_key_scope(harbour), "PRJ" + std::to_string(number),
                      stream_of(no_project));
    }
    auto const when = world.when(CreateProject{harbour, app, {"Гавань"}, {}, {}}, olga);
    CHECK(is_project_key(created_by(when).key));
    CHECK(created_by(when).key.starts_with("PRJ"));
    CHECK(when.look_ups() < 20);
}

TEST_CASE("what is no key is refused") {
    for (auto const& wrong : {"", "A", "atl", "1TL", "AT-L", "ATLATLATLAT", "ÄTL"}) {
        CAPTURE(wrong);
        given(a_workspace())
            .when(CreateProject{harbour, app, {"App"}, wrong, {}}, olga)
            .invalid({"key"});
    }
    CHECK(is_project_key("A1"));
    CHECK(is_project_key("ABCDEFGHI0"));
}

TEST_CASE("a key is made of up to four letters of the name") {
    CHECK(project_key_of("Harbour app") == "HARB");
    CHECK(project_key_of("a b") == "AB");
    CHECK(project_key_of("7 of 9") == "OF");
    CHECK(project_key_of("x") == "PRJ");
    CHECK(project_key_of("Гавань") == "PRJ");
}

TEST_CASE("projects are made by owners and admins only, and strangers see no workspace") {
    CreateProject const create{harbour, app, {"Harbour app"}, {}, {}};
    for (auto const who : {max, mia, vic})
        given(a_workspace()).when(create, who).rejected(RejectionCode::forbidden);
    given(a_workspace()).when(create, stan).rejected(RejectionCode::not_found);
    given(a_workspace()).when(create).rejected(RejectionCode::unauthenticated);
}

}  // namespace atelier::commands
