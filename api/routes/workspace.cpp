#include "api/views/workspace.hpp"
#include "api/core/command_route.hpp"
#include "api/core/cursor.hpp"
#include "api/core/query_route.hpp"
#include "api/routes/routes.hpp"
#include "commands/workspace/add_member.hpp"
#include "commands/workspace/create_workspace.hpp"
#include "commands/workspace/remove_member.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace commands;

template <class Enum>
Enum enum_in(eventstore::Rows const& rows, std::size_t row, int column) {
    return codec::from_json<Enum>('"' + rows.string(row, column) + '"').value();
}

WorkspaceView created(Scene const& after, CreateWorkspace const& command, Context const& context) {
    auto const& workspace = after.workspace(command.workspace);
    return {command.workspace, workspace.name, workspace.slug,
            workspace.role_of(context.signed_in()).value()};
}

MembershipView added(Scene const& after, AddMember const& command, Context const& context) {
    auto const owner = after.claim_owner("email", context.email_index(command.email.value));
    UserId const user{StreamId::from_text(owner.value()).value().id};
    return {user, after.workspace(command.workspace).role_of(user)};
}

MembershipView removed(Scene const& after, RemoveMember const& command, Context const&) {
    return {command.user, after.workspace(command.workspace).role_of(command.user)};
}

QueryResult list_workspaces(Query& query) {
    auto const page = page_of(query.exchange, 1);
    if (!page) return std::unexpected(page.error());
    auto const rows = query.connection.run(sql::directory_list_workspaces, query.user(),
                                           page->after_text(0), page->limit + 1);
    std::vector<WorkspaceView> list;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        list.push_back({WorkspaceId{rows.uuid(row, 0)}, rows.string(row, 1), rows.string(row, 2),
                        enum_in<WorkspaceRole>(rows, row, 3)});
    }
    return page->answer(std::move(list),
                        [](WorkspaceView const& last) { return std::vector{last.slug}; });
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
                        enum_in<WorkspaceRole>(rows, row, 3)});
    }
    return page->answer(std::move(list),
                        [](MemberView const& last) { return std::vector{to_text(last.user)}; });
}

}  // namespace

Routes workspace_routes() {
    Routes routes;
    routes.push_back(create<CreateWorkspace>("/workspaces", "Create a workspace; you own it",
                                             "Workspaces", "workspace", "/api/v1/workspaces/")
                         .answers(&created));
    routes.push_back(get("/workspaces", "List your workspaces", "Workspaces", Permission::signed_in,
                         "directory", page_parameters())
                         .answers_list_of<WorkspaceView>(&list_workspaces));
    routes.push_back(post<AddMember>("/workspaces/{workspace}/members",
                                     "Add somebody who has an account, by e-mail, with a role",
                                     "Members")
                         .answers(&added));
    routes.push_back(get("/workspaces/{workspace}/members", "List the members", "Members",
                         Permission::view_workspace, "directory", page_parameters())
                         .answers_list_of<MemberView>(&list_members));
    routes.push_back(
        remove<RemoveMember>("/workspaces/{workspace}/members/{user}", "Remove a member", "Members")
            .answers(&removed));
    return routes;
}

}  // namespace atelier::api
