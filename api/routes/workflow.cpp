#include <algorithm>

#include "api/core/command_route.hpp"
#include "api/core/query_route.hpp"
#include "api/routes/routes.hpp"
#include "api/views/project.hpp"
#include "commands/label/create_label.hpp"
#include "commands/label/delete_label.hpp"
#include "commands/label/edit_label.hpp"
#include "commands/workflow/create_status.hpp"
#include "commands/workflow/delete_status.hpp"
#include "commands/workflow/edit_status.hpp"
#include "commands/workflow/move_status.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace commands;
using project::Label;
using project::WorkflowStatus;

template <class Command>
WorkflowStatus status_after(Scene const& after, Command const& command, Context const&) {
    return *after.project(command.project).find_status(command.status);
}

template <class Command>
WorkflowView workflow_after(Scene const& after, Command const& command, Context const&) {
    return {after.project(command.project).statuses};
}

template <class Command>
Label label_after(Scene const& after, Command const& command, Context const&) {
    return *after.project(command.project).find_label(command.label);
}

LabelsView labels_after(Scene const& after, DeleteLabel const& command, Context const&) {
    return {after.project(command.project).labels};
}

/// A list of the project, such as it is on the board; `column` of read_workflow has it.
template <class Item>
struct Found {
    std::vector<Item> items;
    std::int64_t version;
};

template <class Item>
std::expected<Found<Item>, Response> find(Query& query, int column) {
    auto const rows =
        query.connection.run(sql::board_read_workflow, query.id<ProjectId>("project"));
    if (rows.empty()) return std::unexpected(not_found_response(query.exchange.request.id));
    return Found<Item>{codec::from_json<std::vector<Item>>(rows.text(0, column)).value(),
                       rows.integer(0, 2)};
}

template <class Item, class AnyId>
QueryResult one_of(Query& query, std::expected<Found<Item>, Response> const& found, AnyId id) {
    if (!found) return std::unexpected(found.error());
    auto const item = std::ranges::find(found->items, id, &Item::id);
    if (item == found->items.end())
        return std::unexpected(not_found_response(query.exchange.request.id));
    return QueryAnswer{codec::to_json(*item), {{}, found->version, {}}};
}

QueryResult read_workflow(Query& query) {
    auto found = find<WorkflowStatus>(query, 0);
    if (!found) return std::unexpected(found.error());
    return QueryAnswer{codec::to_json(WorkflowView{std::move(found->items)}),
                       {{}, found->version, {}}};
}

QueryResult read_status(Query& query) {
    return one_of(query, find<WorkflowStatus>(query, 0), query.id<StatusId>("status"));
}

QueryResult list_labels(Query& query) {
    auto const found = find<Label>(query, 1);
    if (!found) return std::unexpected(found.error());
    return QueryAnswer{codec::to_json(found->items), {{}, found->version, {}}};
}

QueryResult read_label(Query& query) {
    return one_of(query, find<Label>(query, 1), query.id<LabelId>("label"));
}

void add_status_routes(Routes& routes) {
    std::string const one = "/projects/{project}/statuses/{status}";
    routes.push_back(get("/projects/{project}/workflow", "Read the workflow: the board's columns",
                         "Workflow", Permission::view_project, "board")
                         .answers<WorkflowView>(&read_workflow));
    routes.push_back(create<CreateStatus>("/projects/{project}/statuses",
                                          "Create a status, right of the others", "Workflow",
                                          "status", "/api/v1/projects/{project}/statuses/")
                         .answers(&status_after<CreateStatus>));
    routes.push_back(get(one, "Read a status", "Workflow", Permission::view_project, "board")
                         .answers<WorkflowStatus>(&read_status));
    routes.push_back(patch<EditStatus>(one, "Edit a status (merge patch)", "Workflow")
                         .answers(&status_after<EditStatus>));
    routes.push_back(post<MoveStatus>(one + "/move", "Move a status to another place", "Workflow")
                         .answers(&workflow_after<MoveStatus>));
    auto deletion = remove<DeleteStatus>(one, "Delete a status", "Workflow");
    deletion.query = {{"move_tasks_to", "The status that tasks in this one are moved to",
                       R"({"type":"string","format":"uuid"})"}};
    routes.push_back(deletion.answers(&workflow_after<DeleteStatus>));
}

}  // namespace

Routes workflow_routes() {
    Routes routes;
    add_status_routes(routes);
    std::string const one = "/projects/{project}/labels/{label}";
    routes.push_back(create<CreateLabel>("/projects/{project}/labels", "Create a label", "Labels",
                                         "label", "/api/v1/projects/{project}/labels/")
                         .answers(&label_after<CreateLabel>));
    routes.push_back(get("/projects/{project}/labels", "List the labels", "Labels",
                         Permission::view_project, "board")
                         .answers_list_of<Label>(&list_labels));
    routes.push_back(get(one, "Read a label", "Labels", Permission::view_project, "board")
                         .answers<Label>(&read_label));
    routes.push_back(patch<EditLabel>(one, "Edit a label (merge patch)", "Labels")
                         .answers(&label_after<EditLabel>));
    routes.push_back(remove<DeleteLabel>(one, "Delete a label and take it off every task", "Labels")
                         .answers(&labels_after));
    return routes;
}

}  // namespace atelier::api
