#include "commands/project/add_project_member.hpp"
#include "commands/project/change_project_member_role.hpp"
#include "commands/project/remove_project_member.hpp"
#include "tests/unit/commands/cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;

using enum ProjectRole;

Given with_addresses(std::vector<Happening> const& past) {
    return given(past)
        .claimed("email", "stan@example.org", stream_of(stan))
        .claimed("email", "vic@example.org", stream_of(vic));
}

Happening added(UserId user, ProjectRole role, std::int64_t membership = 1) {
    return {stream_of(app), project::ProjectMemberAdded{user, role, membership}};
}
Happening changed_to(UserId user, ProjectRole role) {
    return {stream_of(app), project::ProjectMemberRoleChanged{user, role}};
}

}  // namespace

TEST_CASE("somebody of the workspace gets a role, by address or by id, once") {
    with_addresses(a_project())
        .when(AddProjectMember{app, Text<3, 254>{"Vic@example.org"}, {}, developer}, adam)
        .then_once({added(vic, developer)})
        .again_rejected(RejectionCode::already_project_member);
    given(a_project())
        .when(AddProjectMember{app, {}, vic, viewer}, adam)
        .then_once({added(vic, viewer)})
        .guards({stream_of(harbour), stream_of(app), stream_of(vic)});
}

TEST_CASE("who is not in the workspace, has no account or is not named once gets none") {
    with_addresses(a_project())
        .when(AddProjectMember{app, Text<3, 254>{"stan@example.org"}, {}, viewer}, adam)
        .invalid({"email"});
    given(a_project()).when(AddProjectMember{app, {}, stan, viewer}, adam).invalid({"user"});
    given(a_project()).when(AddProjectMember{app, {}, nobody, viewer}, adam).invalid({"user"});
    given(a_project()).when(AddProjectMember{app, {}, {}, viewer}, adam).invalid({"email"});
    with_addresses(a_project())
        .when(AddProjectMember{app, Text<3, 254>{"vic@example.org"}, vic, viewer}, adam)
        .invalid({"user"});
}

TEST_CASE("there is one lead at most") {
    auto const led = joined(a_project(), {added(mia, lead), added(max, viewer)});
    given(led)
        .when(AddProjectMember{app, {}, vic, lead}, mia)
        .then_once({changed_to(mia, developer), added(vic, lead)});
    given(led)
        .when(ChangeProjectMemberRole{app, max, lead}, adam)
        .then({changed_to(mia, developer), changed_to(max, lead)});
    given(led).when(ChangeProjectMemberRole{app, mia, lead}, adam).then_nothing();
    given(led)
        .when(ChangeProjectMemberRole{app, mia, viewer}, adam)
        .then({changed_to(mia, viewer)});
}

TEST_CASE("a role is changed and taken away of who has one") {
    auto const past = joined(a_project(), {added(vic, developer)});
    given(past)
        .when(RemoveProjectMember{app, vic}, adam)
        .then_once({{stream_of(app), project::ProjectMemberRemoved{vic}}})
        .again_rejected(RejectionCode::not_found);
    given(past).when(RemoveProjectMember{app, mia}, adam).rejected(RejectionCode::not_found);
    given(past)
        .when(ChangeProjectMemberRole{app, stan, viewer}, adam)
        .rejected(RejectionCode::not_found);
    given(past).when(RemoveProjectMember{app, vic}, mia).rejected(RejectionCode::forbidden);
}

TEST_CASE("who left the workspace and came back begins without a role in the project") {
    auto const back = joined(
        a_project(), {added(vic, lead),
                      {stream_of(harbour), workspace::MemberRemoved{vic}},
                      {stream_of(harbour), workspace::MemberAdded{vic, WorkspaceRole::viewer}}});
    given(back).when(RemoveProjectMember{app, vic}, adam).rejected(RejectionCode::not_found);
    given(back).when(AddProjectMember{app, {}, mia, lead}, adam).then_once({added(mia, lead)});
    given(back)
        .when(AddProjectMember{app, {}, vic, viewer}, adam)
        .then_once({added(vic, viewer, 2)});
}

}  // namespace atelier::commands
