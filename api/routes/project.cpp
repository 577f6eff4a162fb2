#include "api/views/project.hpp"
#include "api/core/command_route.hpp"
#include "api/core/cursor.hpp"
#include "api/core/query_route.hpp"
#include "api/live/board_body.hpp"
#include "api/live/hub.hpp"
#include "api/live/swimlanes.hpp"
#include "api/routes/routes.hpp"
#include "api/routes/task_filters.hpp"
#include "api/routes/task_lists.hpp"
#include "api/views/board.hpp"
#include "commands/project/archive_project.hpp"
#include "commands/project/change_project_status.hpp"
#include "commands/project/create_project.hpp"
#include "commands/project/delete_project.hpp"
#include "commands/project/edit_project.hpp"
#include "commands/project/lead.hpp"
#include "commands/project/restore_project.hpp"
#include "commands/project/unarchive_project.hpp"
#include "projections/core/column.hpp"
#include "projections/core/delta.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace commands;
using projections::Column;

/// What every command on a project answers: the project as it is after it.
template <class Command>
ProjectView project_after(Scene const& after, Command const& command, Context const&) {
    auto const& project = after.project(command.project);
    return {
        command.project,  project.workspace,   project.key,
        project.name,     project.description, lead_of(project, after.workspace(project.workspace)),
        project.status,   project.priority,    project.start_date,
        project.end_date, project.archived,    project.deleted,
        project.statuses, project.labels};
}

ProjectSummaryView summary_in(eventstore::Rows const& rows, std::size_t row) {
    return {ProjectId{rows.uuid(row, 0)},
            rows.string(row, 2),
            rows.string(row, 3),
            rows.string(row, 4),
            Column<std::optional<UserId>>::read(rows, row, 5),
            Column<project::Lifecycle>::read(rows, row, 6),
            Column<project::Priority>::read(rows, row, 7),
            Column<std::optional<Date>>::read(rows, row, 8),
            Column<std::optional<Date>>::read(rows, row, 9),
            rows.boolean(row, 10)};
}

QueryResult list_projects(Query& query) {
    auto const page = page_of(query.exchange, 2);
    if (!page) return std::unexpected(page.error());
    auto const rows =
        query.connection.run(sql::directory_list_projects, query.id<WorkspaceId>("workspace"),
                             page->after_text(0), page->limit + 1, page->began(1));
    std::vector<ProjectSummaryView> list;
    for (std::size_t row = 0; row < rows.size(); ++row) list.push_back(summary_in(rows, row));
    return page->answer(std::move(list), [&](ProjectSummaryView const& last) {
        return std::vector{last.key, rows.string(0, 11)};
    });
}

QueryResult read_project(Query& query) {
    auto const rows =
        query.connection.run(sql::directory_read_project, query.id<ProjectId>("project"));
    if (rows.empty()) return std::unexpected(not_found_response(query.exchange.request.id));
    auto const summary = summary_in(rows, 0);
    ProjectView const view{
        summary.id,
        WorkspaceId{rows.uuid(0, 1)},
        summary.key,
        summary.name,
        summary.description,
        summary.lead,
        summary.status,
        summary.priority,
        summary.start_date,
        summary.end_date,
        summary.archived,
        false,
        codec::from_json<std::vector<project::WorkflowStatus>>(rows.text(0, 11)).value(),
        codec::from_json<std::vector<project::Label>>(rows.text(0, 12)).value()};
    return QueryAnswer{codec::to_json(view), {{}, rows.integer(0, 13), {}}};
}

/// What `?swimlane=` asks for, as JSON; empty when it does not.
std::expected<std::string, Response> lanes_of(Query& query, Entities const& entities) {
    auto const* text = find_parameter(query.exchange.query, "swimlane");
    if (!text) return std::string{};
    std::optional<SwimlaneBy> by;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<SwimlaneBy>>([&](auto one) {
        if (*text == one.name) by = one.value;
    });
    if (!by) {
        return std::unexpected(failure(
            400, "malformed_request", "swimlane must be assignee, priority or label.",
            query.exchange.request.id, {{"swimlane", "must be assignee, priority or label"}}));
    }
    std::map<UserId, std::string> names;
    return codec::to_json(swimlanes(entities, *by, [&](UserId user) {
        auto const [place, is_new] = names.try_emplace(user);
        if (is_new) {
            eventstore::ArrayParameter ids{eventstore::ArrayParameter::Element::uuid};
            ids.add(user.uuid);
            auto const rows = query.connection.run(sql::directory_list_names, std::move(ids));
            place->second = rows.empty() ? "?" : rows.string(0, 1);
        }
        return place->second;
    }));
}

/// The board in lanes, with only the cards that the filters let through, or of the past.
QueryResult read_chosen_board(Query& query) {
    auto const project = query.id<ProjectId>("project");
    bool const is_filtered = has_task_filter(query.exchange);
    auto state = load_topic(query.connection, projections::board_topic(project));
    if (!state) return std::unexpected(not_found_response(query.exchange.request.id));
    if (is_filtered) {
        auto const chosen = filtered_tasks(query, project);
        if (!chosen) return std::unexpected(chosen.error());
        std::erase_if(state->entities, [&](auto const& one) {
            auto const& [kind, id] = one.first;
            return kind == "card" && !chosen->contains(TaskId::from_text(id).value());
        });
    }
    auto const lanes = lanes_of(query, state->entities);
    if (!lanes) return std::unexpected(lanes.error());
    Meta meta;
    add_as_of(meta, query.as_of);
    Response response;
    response.shared_body = board_body(state->entities, state->position, *lanes, meta);
    if (!is_filtered && lanes->empty())
        response.headers.emplace_back("ETag", '"' + std::to_string(state->position) + '"');
    return QueryAnswer{{}, {}, std::move(response)};
}

QueryResult read_board(Query& query) {
    auto const& exchange = query.exchange;
    if (query.as_of || find_parameter(exchange.query, "swimlane") || has_task_filter(exchange))
        return read_chosen_board(query);
    auto& hub = exchange.services.hub;
    auto const project = query.id<ProjectId>("project");
    auto const board = hub.board(query.connection, project, wants_position(exchange));
    if (!board) return std::unexpected(not_found_response(exchange.request.id));
    hub.keep(projections::board_topic(project), query.user(), query.glimpse);
    return QueryAnswer{{}, {}, ready_response(*board)};
}

std::optional<ReadyAnswer> ready_board(Exchange const& exchange) {
    if (find_parameter(exchange.query, "swimlane") || has_task_filter(exchange))
        return std::nullopt;
    auto const project = ProjectId::from_text(exchange.path_parameter("project")).value();
    return exchange.services.hub.ready(projections::board_topic(project), exchange.user());
}

}  // namespace

Routes project_routes() {
    Routes routes;
    routes.push_back(create<CreateProject>("/workspaces/{workspace}/projects", "Create a project",
                                           "Projects", "project", "/api/v1/projects/")
                         .answers(&project_after<CreateProject>));
    routes.push_back(get("/workspaces/{workspace}/projects", "List the projects", "Projects",
                         Permission::view_project, "directory", page_parameters())
                         .answers_list_of<ProjectSummaryView>(&list_projects));
    routes.push_back(get("/projects/{project}", "Read a project with its workflow and labels",
                         "Projects", Permission::view_project, "board")
                         .looks_back(PastScope::project)
                         .answers<ProjectView>(&read_project));
    routes.push_back(
        patch<EditProject>("/projects/{project}", "Edit a project (merge patch)", "Projects")
            .answers(&project_after<EditProject>));
    routes.push_back(remove<DeleteProject>("/projects/{project}",
                                           "Delete a project; it can be restored", "Projects")
                         .answers(&project_after<DeleteProject>));
    routes.push_back(
        post<RestoreProject>("/projects/{project}/restore", "Restore a deleted project", "Projects")
            .answers(&project_after<RestoreProject>));
    routes.push_back(post<ArchiveProject>("/projects/{project}/archive",
                                          "Archive a project: it stays as it is", "Projects")
                         .answers(&project_after<ArchiveProject>));
    routes.push_back(post<UnarchiveProject>("/projects/{project}/unarchive",
                                            "Take a project out of the archive", "Projects")
                         .answers(&project_after<UnarchiveProject>));
    routes.push_back(post<ChangeProjectStatus>("/projects/{project}/status",
                                               "Start, pause, end or reopen a project", "Projects")
                         .answers(&project_after<ChangeProjectStatus>));
    auto parameters = task_filter_parameters();
    parameters.push_back({"swimlane", "The cards in lanes too: by assignee, priority or label",
                          R"({"type":"string","enum":["assignee","priority","label"]})"});
    routes.push_back(get("/projects/{project}/board", "Read the Kanban board", "Projects",
                         Permission::view_project, "board", std::move(parameters))
                         .looks_back(PastScope::board)
                         .answers_at_once(&ready_board)
                         .answers<BoardView>(&read_board));
    return routes;
}

}  // namespace atelier::api
