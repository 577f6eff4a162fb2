#include "commands/workspace/add_member.hpp"
#include "commands/workspace/change_member_role.hpp"
#include "commands/workspace/leave_workspace.hpp"
#include "commands/workspace/transfer_ownership.hpp"
#include "tests/unit/commands/cast.hpp"

namespace atelier::commands {
namespace {

using namespace test;

using enum WorkspaceRole;

Happening changed_to(UserId user, WorkspaceRole role) {
    return {stream_of(harbour), workspace::MemberRoleChanged{user, role}};
}

}  // namespace

TEST_CASE("roles are changed up to the own, of who has none above") {
    given(a_workspace())
        .when(ChangeMemberRole{harbour, mia, admin}, adam)
        .then({changed_to(mia, admin)});
    given(a_workspace())
        .when(ChangeMemberRole{harbour, adam, viewer}, adam)
        .then_once({changed_to(adam, viewer)});
    given(a_workspace()).when(ChangeMemberRole{harbour, mia, member}, adam).then_nothing();
    for (auto const& command :
         {ChangeMemberRole{harbour, mia, owner}, ChangeMemberRole{harbour, olga, admin}}) {
        given(a_workspace()).when(command, adam).rejected(RejectionCode::forbidden);
    }
    given(a_workspace())
        .when(ChangeMemberRole{harbour, mia, owner}, olga)
        .then({changed_to(mia, owner)});
    given(a_workspace())
        .when(ChangeMemberRole{harbour, stan, viewer}, olga)
        .rejected(RejectionCode::not_found);
    given(a_workspace())
        .when(ChangeMemberRole{harbour, vic, member}, max)
        .rejected(RejectionCode::forbidden);
}

TEST_CASE("the last owner neither leaves nor steps down, one of two may") {
    given(a_workspace())
        .when(ChangeMemberRole{harbour, olga, admin}, olga)
        .rejected(RejectionCode::last_owner);
    given(a_workspace()).when(LeaveWorkspace{harbour}, olga).rejected(RejectionCode::last_owner);
    auto const two = joined(a_workspace(), {changed_to(mia, owner)});
    given(two)
        .when(ChangeMemberRole{harbour, olga, admin}, olga)
        .then_once({changed_to(olga, admin)});
    given(two)
        .when(LeaveWorkspace{harbour}, olga)
        .then_once({{stream_of(harbour), workspace::MemberRemoved{olga}}})
        .again_rejected(RejectionCode::not_found);
}

TEST_CASE("everybody else leaves") {
    for (auto const who : {adam, max, mia, vic}) {
        given(a_workspace())
            .when(LeaveWorkspace{harbour}, who)
            .then_once({{stream_of(harbour), workspace::MemberRemoved{who}}});
    }
    given(a_workspace()).when(LeaveWorkspace{harbour}, stan).rejected(RejectionCode::not_found);
}

TEST_CASE("an owner hands a workspace over and goes on as an admin") {
    given(a_workspace())
        .when(TransferOwnership{harbour, mia}, olga)
        .then_once({changed_to(mia, owner), changed_to(olga, admin)})
        .again_rejected(RejectionCode::forbidden);
    given(a_workspace()).when(TransferOwnership{harbour, olga}, olga).then_nothing();
    given(a_workspace()).when(TransferOwnership{harbour, stan}, olga).invalid({"user"});
    given(a_workspace())
        .when(TransferOwnership{harbour, mia}, adam)
        .rejected(RejectionCode::forbidden);
    given(joined(a_workspace(), {changed_to(mia, owner)}))
        .when(TransferOwnership{harbour, mia}, olga)
        .then_once({changed_to(olga, admin)});
}

TEST_CASE("somebody is added by the id of their account, not by both or neither") {
    AddMember command{harbour, {}, viewer};
    given(a_workspace()).when(command, olga).invalid({"email"});
    command.user = stan;
    given(a_workspace())
        .when(command, olga)
        .then({{stream_of(harbour), workspace::MemberAdded{stan, viewer}}});
    command.email = Text<3, 254>{"stan@example.org"};
    given(a_workspace()).when(command, olga).invalid({"user"});
    command = {harbour, {}, viewer};
    command.user = nobody;
    given(a_workspace()).when(command, olga).invalid({"user"});
}

}  // namespace atelier::commands
