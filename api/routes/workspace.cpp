#include "api/views/workspace.hpp"
#include "api/core/command_route.hpp"
#include "api/core/cursor.hpp"
#include "api/core/query_route.hpp"
#include "api/routes/routes.hpp"
#include "commands/workspace/create_workspace.hpp"
#include "commands/workspace/delete_workspace.hpp"
#include "commands/workspace/edit_workspace.hpp"
#include "commands/workspace/restore_workspace.hpp"
#include "projections/core/column.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace commands;
using projections::Column;

/// What every command on a workspace answers: the workspace as it is after it.
template <class Command>
WorkspaceView workspace_after(Scene const& after, Command const& command, Context const& context) {
    auto const& workspace = after.workspace(command.workspace);
    return {command.workspace,
            workspace.name,
            workspace.slug,
            workspace.description,
            workspace.role_of(context.signed_in()).value(),
            workspace.deleted};
}

QueryResult list_workspaces(Query& query) {
    auto const page = page_of(query.exchange, 2);
    if (!page) return std::unexpected(page.error());
    auto const rows = query.connection.run(sql::directory_list_workspaces, query.user(),
                                           page->after_text(0), page->limit + 1, page->began(1));
    std::vector<WorkspaceView> list;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        list.push_back({WorkspaceId{rows.uuid(row, 0)}, rows.string(row, 1), rows.string(row, 2),
                        rows.string(row, 3), Column<WorkspaceRole>::read(rows, row, 4), false});
    }
    return page->answer(std::move(list), [&](WorkspaceView const& last) {
        return std::vector{last.slug, rows.string(0, 5)};
    });
}

QueryResult read_workspace(Query& query) {
    auto const id = query.id<WorkspaceId>("workspace");
    auto const rows = query.connection.run(sql::directory_read_workspace, id, query.user());
    if (rows.empty()) return std::unexpected(not_found_response(query.exchange.request.id));
    WorkspaceView const view{id,
                             rows.string(0, 0),
                             rows.string(0, 1),
                             rows.string(0, 2),
                             Column<WorkspaceRole>::read(rows, 0, 3),
                             false};
    return QueryAnswer{codec::to_json(view), {{}, rows.integer(0, 4), {}}};
}

}  // namespace

Routes workspace_routes() {
    Routes routes;
    routes.push_back(create<CreateWorkspace>("/workspaces", "Create a workspace; you own it",
                                             "Workspaces", "workspace", "/api/v1/workspaces/")
                         .answers(&workspace_after<CreateWorkspace>));
    routes.push_back(get("/workspaces", "List your workspaces", "Workspaces", Permission::signed_in,
                         "directory", page_parameters())
                         .answers_list_of<WorkspaceView>(&list_workspaces));
    routes.push_back(get("/workspaces/{workspace}", "Read a workspace", "Workspaces",
                         Permission::view_workspace, "directory")
                         .answers<WorkspaceView>(&read_workspace));
    routes.push_back(patch<EditWorkspace>("/workspaces/{workspace}",
                                          "Rename or describe a workspace (merge patch)",
                                          "Workspaces")
                         .answers(&workspace_after<EditWorkspace>));
    routes.push_back(remove<DeleteWorkspace>("/workspaces/{workspace}",
                                             "Delete a workspace; its owner can restore it",
                                             "Workspaces")
                         .answers(&workspace_after<DeleteWorkspace>));
    routes.push_back(post<RestoreWorkspace>("/workspaces/{workspace}/restore",
                                            "Restore a deleted workspace", "Workspaces")
                         .answers(&workspace_after<RestoreWorkspace>));
    return routes;
}

}  // namespace atelier::api
