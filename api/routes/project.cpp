#include "api/views/project.hpp"
#include "api/core/command_route.hpp"
#include "api/core/cursor.hpp"
#include "api/core/query_route.hpp"
#include "api/live/hub.hpp"
#include "api/routes/routes.hpp"
#include "api/views/board.hpp"
#include "commands/project/create_project.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace commands;

ProjectView created(Scene const& after, CreateProject const& command, Context const&) {
    auto const& project = after.project(command.project);
    return {command.project,     project.workspace, project.key,   project.name,
            project.description, project.statuses,  project.labels};
}

QueryResult list_projects(Query& query) {
    auto const page = page_of(query.exchange, 1);
    if (!page) return std::unexpected(page.error());
    auto const rows =
        query.connection.run(sql::directory_list_projects, query.id<WorkspaceId>("workspace"),
                             page->after_text(0), page->limit + 1);
    std::vector<ProjectSummaryView> list;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        list.push_back({ProjectId{rows.uuid(row, 0)}, rows.string(row, 1), rows.string(row, 2),
                        rows.string(row, 3)});
    }
    return page->answer(std::move(list),
                        [](ProjectSummaryView const& last) { return std::vector{last.key}; });
}

QueryResult read_project(Query& query) {
    auto const id = query.id<ProjectId>("project");
    auto const rows = query.connection.run(sql::directory_read_project, id);
    if (rows.empty()) return std::unexpected(not_found_response(query.exchange.request.id));
    ProjectView const view{id,
                           WorkspaceId{rows.uuid(0, 0)},
                           rows.string(0, 1),
                           rows.string(0, 2),
                           rows.string(0, 3),
                           codec::from_json<std::vector<project::Status>>(rows.text(0, 4)).value(),
                           codec::from_json<std::vector<project::Label>>(rows.text(0, 5)).value()};
    return QueryAnswer{codec::to_json(view), {{}, rows.integer(0, 6), {}}};
}

QueryResult read_board(Query& query) {
    auto const& exchange = query.exchange;
    bool const is_exact = !exchange.request.header("atelier-after").empty() ||
                          find_parameter(exchange.query, "after") != nullptr;
    auto const board =
        exchange.services.hub.board(query.connection, query.id<ProjectId>("project"), is_exact);
    if (!board) return std::unexpected(not_found_response(exchange.request.id));
    Response response;
    response.shared_body = board->body;
    response.headers.emplace_back("ETag", '"' + std::to_string(board->position) + '"');
    return QueryAnswer{{}, {}, std::move(response)};
}

}  // namespace

Routes project_routes() {
    Routes routes;
    routes.push_back(create<CreateProject>("/workspaces/{workspace}/projects", "Create a project",
                                           "Projects", "project", "/api/v1/projects/")
                         .answers(&created));
    routes.push_back(get("/workspaces/{workspace}/projects", "List the projects", "Projects",
                         Permission::view_project, "directory", page_parameters())
                         .answers_list_of<ProjectSummaryView>(&list_projects));
    routes.push_back(get("/projects/{project}", "Read a project with its workflow and labels",
                         "Projects", Permission::view_project, "board")
                         .answers<ProjectView>(&read_project));
    routes.push_back(get("/projects/{project}/board", "Read the Kanban board", "Projects",
                         Permission::view_project, "board")
                         .answers<BoardView>(&read_board));
    return routes;
}

}  // namespace atelier::api
