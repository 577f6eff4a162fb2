#include "api/core/command_route.hpp"
#include "api/core/cursor.hpp"
#include "api/core/query_route.hpp"
#include "api/routes/routes.hpp"
#include "api/views/workspace.hpp"
#include "commands/workspace/add_member.hpp"
#include "commands/workspace/change_member_role.hpp"
#include "commands/workspace/leave_workspace.hpp"
#include "commands/workspace/members.hpp"
#include "commands/workspace/remove_member.hpp"
#include "commands/workspace/transfer_ownership.hpp"
#include "projections/core/column.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace commands;
using projections::Column;

MembershipView membership(Scene const& after, WorkspaceId workspace, UserId user) {
    return {user, after.workspace(workspace).role_of(user)};
}

MembershipView added(Scene const& after, AddMember const& command, Context const& context) {
    auto const user = find_person({command.email, command.user}, after, context);
    return membership(after, command.workspace, user.value());
}

/// What commands on one member answer: the membership as it is after it.
template <class Command>
MembershipView membership_after(Scene const& after, Command const& command, Context const&) {
    return membership(after, command.workspace, command.user);
}

MembershipView left(Scene const& after, LeaveWorkspace const& command, Context const& context) {
    return membership(after, command.workspace, context.signed_in());
}

QueryResult list_members(Query& query) {
    auto const page = page_of(query.exchange, 1);
    if (!page) return std::unexpected(page.error());
    auto const rows =
        query.connection.run(sql::directory_list_members, query.id<WorkspaceId>("workspace"),
                             page->after_id(0), page->limit + 1);
    std::vector<MemberView> list;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        list.push_back({UserId{rows.uuid(row, 0)}, rows.string(row, 1), rows.string(row, 2),
                        Column<WorkspaceRole>::read(rows, row, 3)});
    }
    return page->answer(std::move(list),
                        [](MemberView const& last) { return std::vector{to_text(last.user)}; });
}

}  // namespace

Routes member_routes() {
    Routes routes;
    routes.push_back(
        post<AddMember>("/workspaces/{workspace}/members",
                        "Add somebody who has an account, by e-mail or id, with a role", "Members")
            .answers(&added));
    routes.push_back(get("/workspaces/{workspace}/members", "List the members", "Members",
                         Permission::view_workspace, "directory", page_parameters())
                         .answers_list_of<MemberView>(&list_members));
    routes.push_back(patch<ChangeMemberRole>("/workspaces/{workspace}/members/{user}",
                                             "Change a member's role, up to the own", "Members")
                         .answers(&membership_after<ChangeMemberRole>));
    routes.push_back(
        remove<RemoveMember>("/workspaces/{workspace}/members/{user}", "Remove a member", "Members")
            .answers(&membership_after<RemoveMember>));
    routes.push_back(post<LeaveWorkspace>("/workspaces/{workspace}/leave",
                                          "Leave a workspace; its last owner cannot", "Members")
                         .answers(&left));
    routes.push_back(post<TransferOwnership>("/workspaces/{workspace}/transfer-ownership",
                                             "Make a member the owner, and yourself an admin",
                                             "Members")
                         .answers(&membership_after<TransferOwnership>));
    return routes;
}

}  // namespace atelier::api
