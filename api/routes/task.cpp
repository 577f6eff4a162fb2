#include "api/views/task.hpp"
#include "api/core/command_route.hpp"
#include "api/core/cursor.hpp"
#include "api/core/query_route.hpp"
#include "api/routes/routes.hpp"
#include "commands/task/create_task.hpp"
#include "commands/task/delete_task.hpp"
#include "commands/task/edit_task.hpp"
#include "commands/task/move_task.hpp"
#include "commands/task/restore_task.hpp"
#include "projections/core/column.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace commands;
using projections::Column;

/// What every command on a task answers: the task as it is after it.
template <class Command>
TaskView after_it(Scene const& after, Command const& command, Context const&) {
    auto const& task = after.task(command.task);
    auto const& project = after.project(task.project);
    auto view = task_view(command.task, task, project.key);
    view.labels = project.known(std::move(view.labels));
    return view;
}

TaskView view_in(eventstore::Rows const& rows, std::size_t row) {
    return {TaskId{rows.uuid(row, 0)},
            rows.string(row, 1),
            rows.integer(row, 2),
            ProjectId{rows.uuid(row, 3)},
            rows.string(row, 4),
            rows.string(row, 5),
            StatusId{rows.uuid(row, 6)},
            Column<Rank>::read(rows, row, 7),
            Column<task::Priority>::read(rows, row, 8),
            Column<std::vector<UserId>>::read(rows, row, 9),
            Column<std::vector<LabelId>>::read(rows, row, 10),
            Column<std::optional<Timestamp>>::read(rows, row, 11),
            rows.boolean(row, 12),
            rows.boolean(row, 13),
            Timestamp{rows.integer(row, 14)},
            Timestamp{rows.integer(row, 15)}};
}

QueryResult read_task(Query& query) {
    auto const rows = query.connection.run(sql::task_read_task, query.id<TaskId>("task"));
    if (rows.empty()) return std::unexpected(not_found_response(query.exchange.request.id));
    return QueryAnswer{codec::to_json(view_in(rows, 0)), {{}, rows.integer(0, 16), {}}};
}

/// The id in a filter, or null when the filter is absent.
std::expected<std::optional<Uuid>, Response> filter_id(Query const& query, char const* name) {
    auto const* text = find_parameter(query.exchange.query, name);
    if (!text) return std::nullopt;
    if (std::string_view{name} == "assignee" && *text == "me") return query.user().uuid;
    auto const id = uuid_from_text(*text);
    if (id) return *id;
    return std::unexpected(failure(400, "malformed_request",
                                   std::string{name} + " must be a valid id.",
                                   query.exchange.request.id, {{name, "must be a valid id"}}));
}

QueryResult list_tasks(Query& query) {
    auto const page = page_of(query.exchange, 1);
    if (!page) return std::unexpected(page.error());
    auto const status = filter_id(query, "status");
    if (!status) return std::unexpected(status.error());
    auto const assignee = filter_id(query, "assignee");
    if (!assignee) return std::unexpected(assignee.error());
    auto const rows =
        query.connection.run(sql::task_list_tasks, query.id<ProjectId>("project"),
                             page->after_number(0, 0), page->limit + 1, *status, *assignee);
    std::vector<TaskView> list;
    for (std::size_t row = 0; row < rows.size(); ++row) list.push_back(view_in(rows, row));
    return page->answer(std::move(list), [](TaskView const& last) {
        return std::vector{std::to_string(last.number)};
    });
}

std::vector<QueryParameter> list_parameters() {
    auto parameters = page_parameters();
    parameters.push_back(
        {"status", "Only tasks in this status", R"({"type":"string","format":"uuid"})"});
    parameters.push_back(
        {"assignee", "Only tasks of this person; `me` is the caller", R"({"type":"string"})"});
    return parameters;
}

}  // namespace

Routes task_routes() {
    Routes routes;
    routes.push_back(create<CreateTask>("/projects/{project}/tasks",
                                        "Create a task at the bottom of a column", "Tasks", "task",
                                        "/api/v1/tasks/")
                         .answers(&after_it<CreateTask>));
    routes.push_back(get("/projects/{project}/tasks", "List tasks in the order of their numbers",
                         "Tasks", Permission::view_project, "task", list_parameters())
                         .answers_list_of<TaskView>(&list_tasks));
    routes.push_back(get("/tasks/{task}", "Read a task", "Tasks", Permission::view_project, "task")
                         .answers<TaskView>(&read_task));
    routes.push_back(patch<EditTask>("/tasks/{task}", "Edit a task (merge patch)", "Tasks")
                         .answers(&after_it<EditTask>));
    routes.push_back(
        post<MoveTask>("/tasks/{task}/move", "Move a task to a place on the board", "Tasks")
            .answers(&after_it<MoveTask>));
    routes.push_back(
        remove<DeleteTask>("/tasks/{task}", "Delete a task; it can be restored", "Tasks")
            .answers(&after_it<DeleteTask>));
    routes.push_back(post<RestoreTask>("/tasks/{task}/restore", "Restore a deleted task", "Tasks")
                         .answers(&after_it<RestoreTask>));
    return routes;
}

}  // namespace atelier::api
