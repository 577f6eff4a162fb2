#include "api/core/cursor.hpp"
#include "api/core/query_route.hpp"
#include "api/live/topic_loader.hpp"
#include "api/routes/routes.hpp"

namespace atelier::api {
namespace {

using projections::activity::ActivityEntity;

QueryResult list_activity(Query& query) {
    auto const page = page_of(query.exchange, 2);
    if (!page) return std::unexpected(page.error());
    auto const* task_text = find_parameter(query.exchange.query, "task");
    auto const task = task_text ? uuid_from_text(*task_text) : std::nullopt;
    if (task_text && !task) {
        return std::unexpected(failure(400, "malformed_request", "task must be a valid id.",
                                       query.exchange.request.id,
                                       {{"task", "must be a valid id"}}));
    }
    ActivityPlace const before{page->after_number(0, ActivityPlace::latest.milliseconds),
                               page->after_number(1, ActivityPlace::latest.position)};
    auto list = read_activity(query.connection, query.id<WorkspaceId>("workspace"), before,
                              page->limit + 1, task);
    return page->answer(std::move(list), [](ActivityEntity const& last) {
        return std::vector{std::to_string(last.occurred_at.milliseconds),
                           std::to_string(last.position)};
    });
}

}  // namespace

Routes activity_routes() {
    auto parameters = page_parameters();
    parameters.push_back(
        {"task", "Only what happened to this task", R"({"type":"string","format":"uuid"})"});
    Routes routes;
    routes.push_back(get("/workspaces/{workspace}/activity", "What happened, the newest first",
                         "Activity", Permission::view_activity, "activity", std::move(parameters))
                         .answers_list_of<ActivityEntity>(&list_activity));
    return routes;
}

}  // namespace atelier::api
