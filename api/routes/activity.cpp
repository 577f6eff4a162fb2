#include <set>

#include "api/core/cursor.hpp"
#include "api/core/query_route.hpp"
#include "api/routes/activity_filters.hpp"
#include "api/routes/routes.hpp"
#include "eventstore/codec/event_codec.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using projections::activity::ActivityEntity;

bool is_event_type(std::string const& type) {
    static auto const names = [] {
        std::set<std::string> all;
        for (auto const& known : eventstore::event_types()) all.insert(known.name);
        return all;
    }();
    return names.contains(type);
}

QueryResult list(Query& query, ActivityOf of) {
    Filters filters{query};
    auto const filter = read_activity_filter(filters);
    auto const page = page_of(query.exchange, 2);
    if (!page) return std::unexpected(page.error());
    if (auto problem = filters.problem()) return std::unexpected(std::move(*problem));
    ActivityPlace const before{page->after_number(0, ActivityPlace::latest.milliseconds),
                               page->after_number(1, ActivityPlace::latest.position)};
    auto entries = read_activity(query.connection, of, before, page->limit + 1, filter);
    return page->answer(std::move(entries), [](ActivityEntity const& last) {
        return std::vector{std::to_string(last.occurred_at.milliseconds),
                           std::to_string(last.position)};
    });
}

QueryResult list_of_workspace(Query& query) {
    auto const workspace = query.id<WorkspaceId>("workspace");
    Filters filters{query};
    auto const task = filters.id("task");
    if (auto problem = filters.problem()) return std::unexpected(std::move(*problem));
    if (!task) return list(query, {ActivityOf::Kind::workspace, workspace.uuid});
    // Of a task of another workspace there is nothing here, as of one that never was.
    auto const found = query.connection.run(sql::directory_workspace_of_task, *task);
    bool const is_here = !found.empty() && found.uuid(0, 0) == workspace.uuid;
    return list(query, {ActivityOf::Kind::task, is_here ? *task : Uuid{}});
}

QueryResult list_of_project(Query& query) {
    return list(query, {ActivityOf::Kind::project, query.id<ProjectId>("project").uuid});
}

QueryResult list_of_task(Query& query) {
    return list(query, {ActivityOf::Kind::task, query.id<TaskId>("task").uuid});
}

QueryRoute activity(std::string path, std::string summary) {
    auto parameters = page_parameters();
    for (auto& one : activity_filter_parameters()) parameters.push_back(std::move(one));
    return get(std::move(path), std::move(summary), "Activity", Permission::view_activity,
               "activity", std::move(parameters));
}

}  // namespace

ActivityFilter read_activity_filter(Filters& filters) {
    ActivityFilter filter{filters.list("type"), filters.person("person"), filters.instant("from"),
                          filters.instant("to")};
    for (auto const& type : filter.types) {
        if (!is_event_type(type)) filters.add_problem("type", "must be types of events");
    }
    return filter;
}

std::vector<QueryParameter> activity_filter_parameters() {
    return {{"type", "Only events of these types, such as TaskMoved; repeated or with commas",
             R"({"type":"string"})"},
            person_parameter("person", "Only what this person did"),
            instant_parameter("from", "Only what happened then or later"),
            instant_parameter("to", "Only what happened before then")};
}

Routes activity_routes() {
    Routes routes;
    auto of_workspace =
        activity("/workspaces/{workspace}/activity", "What happened, the newest first");
    of_workspace.query.push_back(id_parameter("task", "Only what happened to this task"));
    routes.push_back(of_workspace.answers_list_of<ActivityEntity>(&list_of_workspace));
    routes.push_back(
        activity("/projects/{project}/activity", "What happened in a project, the newest first")
            .answers_list_of<ActivityEntity>(&list_of_project));
    routes.push_back(activity("/tasks/{task}/activity", "What happened to a task, the newest first")
                         .answers_list_of<ActivityEntity>(&list_of_task));
    return routes;
}

}  // namespace atelier::api
