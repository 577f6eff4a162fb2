#include "api/views/task.hpp"
#include "api/core/command_route.hpp"
#include "api/core/query_route.hpp"
#include "api/live/hub.hpp"
#include "api/routes/routes.hpp"
#include "api/routes/task_lists.hpp"
#include "commands/task/archive_task.hpp"
#include "commands/task/assign_task.hpp"
#include "commands/task/create_task.hpp"
#include "commands/task/delete_task.hpp"
#include "commands/task/edit_task.hpp"
#include "commands/task/label_task.hpp"
#include "commands/task/move_task.hpp"
#include "commands/task/restore_task.hpp"
#include "commands/task/unarchive_task.hpp"
#include "projections/core/delta.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace commands;

/// What every command on a task answers: the task as it is after it.
template <class Command>
TaskView task_after(Scene const& after, Command const& command, Context const&) {
    auto const& task = after.task(command.task);
    auto const& project = after.project(task.project);
    auto view = task_view(command.task, task, project);
    view.labels = project.known(std::move(view.labels));
    return view;
}

QueryResult read_task(Query& query) {
    auto const task = query.id<TaskId>("task");
    auto const rows = query.connection.run(sql::task_read_task, task);
    if (rows.empty()) return std::unexpected(not_found_response(query.exchange.request.id));
    auto data = codec::to_json(task_in(rows, 0));
    auto const version = rows.integer(0, task_version_column);
    if (query.as_of) return QueryAnswer{std::move(data), {{}, version, {}}};
    ReadyAnswer const answer{
        std::make_shared<std::string const>(success_body(data, {{}, version, {}})),
        std::make_shared<Encodings>(), rows.integer(0, task_delta_column), version, query.position};
    query.exchange.services.hub.keep(projections::task_topic(task), query.user(), query.glimpse,
                                     answer);
    return QueryAnswer{{}, {}, ready_response(answer)};
}

std::optional<ReadyAnswer> ready_task(Exchange const& exchange) {
    auto const task = TaskId::from_text(exchange.path_parameter("task")).value();
    return exchange.services.hub.ready(projections::task_topic(task), exchange.user());
}

}  // namespace

Routes task_routes() {
    Routes routes;
    routes.push_back(create<CreateTask>("/projects/{project}/tasks",
                                        "Create a task at the bottom of a column", "Tasks", "task",
                                        "/api/v1/tasks/")
                         .answers(&task_after<CreateTask>));
    add_task_lists(routes);
    routes.push_back(get("/tasks/{task}", "Read a task", "Tasks", Permission::view_project, "task")
                         .looks_back(PastScope::task)
                         .answers_at_once(&ready_task)
                         .answers<TaskView>(&read_task));
    routes.push_back(patch<EditTask>("/tasks/{task}", "Edit a task (merge patch)", "Tasks")
                         .answers(&task_after<EditTask>));
    routes.push_back(
        post<MoveTask>("/tasks/{task}/move", "Move a task to a place on the board", "Tasks")
            .answers(&task_after<MoveTask>));
    routes.push_back(
        remove<DeleteTask>("/tasks/{task}", "Delete a task; it can be restored", "Tasks")
            .answers(&task_after<DeleteTask>));
    routes.push_back(post<RestoreTask>("/tasks/{task}/restore", "Restore a deleted task", "Tasks")
                         .answers(&task_after<RestoreTask>));
    routes.push_back(
        post<ArchiveTask>("/tasks/{task}/archive", "Take a task off the board", "Tasks")
            .answers(&task_after<ArchiveTask>));
    routes.push_back(post<UnarchiveTask>("/tasks/{task}/unarchive",
                                         "Put an archived task back on the board", "Tasks")
                         .answers(&task_after<UnarchiveTask>));
    routes.push_back(put<AssignTask>("/tasks/{task}/assignees/{user}",
                                     "Assign a task to a member of the workspace", "Tasks")
                         .answers(&task_after<AssignTask>));
    routes.push_back(
        remove<UnassignTask>("/tasks/{task}/assignees/{user}", "Take somebody off a task", "Tasks")
            .answers(&task_after<UnassignTask>));
    routes.push_back(
        put<LabelTask>("/tasks/{task}/labels/{label}", "Put a label on a task", "Tasks")
            .answers(&task_after<LabelTask>));
    routes.push_back(
        remove<UnlabelTask>("/tasks/{task}/labels/{label}", "Take a label off a task", "Tasks")
            .answers(&task_after<UnlabelTask>));
    return routes;
}

}  // namespace atelier::api
