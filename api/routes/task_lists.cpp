#include "api/routes/task_lists.hpp"

#include <algorithm>

#include "api/core/cursor.hpp"
#include "api/routes/task_filters.hpp"
#include "projections/core/column.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using eventstore::ArrayParameter;
using eventstore::Parameter;
using eventstore::parameter;
using projections::Column;

constexpr std::size_t cursor_parts =
    task_sort_fields + 3;           // the order, the keys, the id, the start
constexpr int most_cards = 10'000;  // of a filtered board
constexpr int first_key_column = task_version_column + 1;

struct Place {
    Uuid workspace;
    std::optional<Uuid> project;
};

std::vector<Parameter> list_values(Place const& place, TaskOrder const& order, Parameter after,
                                   int limit, std::vector<Parameter> filters) {
    ArrayParameter fields{ArrayParameter::Element::text};
    ArrayParameter falling{ArrayParameter::Element::boolean};
    for (auto const& [field, falls] : order.fields) {
        fields.add(std::string_view{field});
        falling.add(falls);
    }
    std::vector<Parameter> values{
        parameter(place.workspace), parameter(place.project), fields.take(), falling.take(),
        std::move(after),           parameter(limit)};
    std::ranges::move(filters, std::back_inserter(values));
    return values;
}

std::optional<Place> place_of(Query& query) {
    for (auto const& [name, value] : query.exchange.path) {
        if (name == "workspace") return Place{query.id<WorkspaceId>("workspace").uuid, {}};
    }
    auto const project = query.id<ProjectId>("project");
    auto const rows = query.connection.run(sql::directory_workspace_of_project, project);
    if (rows.empty()) return std::nullopt;
    return Place{rows.uuid(0, 0), project.uuid};
}

/// Of the cursor: the keys, the id and the start, as $5.
Parameter after_of(Page const& page) {
    if (page.after.empty()) return parameter(nullptr);
    ArrayParameter parts{ArrayParameter::Element::text};
    for (std::size_t i = 1; i < cursor_parts; ++i) parts.add(std::string_view{page.after_text(i)});
    return parts.take();
}

QueryResult list_tasks(Query& query) {
    auto const page = page_of(query.exchange, cursor_parts);
    if (!page) return std::unexpected(page.error());
    Filters filters{query};
    auto const order = task_order(filters);
    auto values = task_filter_values(filters);
    if (!page->after.empty() && page->after_text(0) != order.text)
        filters.add_problem("cursor", "is of another order of this list");
    if (auto problem = filters.problem()) return std::unexpected(std::move(*problem));
    auto const place = place_of(query);
    if (!place) return std::unexpected(not_found_response(query.exchange.request.id));
    auto const rows = query.connection.run_prepared(
        sql::task_list_tasks,
        list_values(*place, order, after_of(*page), page->limit + 1, std::move(values)));
    auto const count = std::min(rows.size(), static_cast<std::size_t>(page->limit));
    std::vector<TaskView> list;
    for (std::size_t row = 0; row < count; ++row) list.push_back(task_in(rows, row));
    QueryAnswer answer{codec::to_json(list)};
    if (rows.size() > count) {
        std::vector<std::string> key{order.text};
        for (int i = 0; i < static_cast<int>(task_sort_fields); ++i)
            key.push_back(rows.string(count - 1, first_key_column + i));
        key.push_back(to_text(list.back().id));
        key.push_back(
            rows.string(count - 1, first_key_column + static_cast<int>(task_sort_fields)));
        answer.meta.next_cursor = page->cursor_for(key);
    }
    return answer;
}

std::vector<QueryParameter> task_list_parameters() {
    auto parameters = page_parameters();
    std::ranges::move(task_filter_parameters(), std::back_inserter(parameters));
    parameters.push_back(task_sort_parameter());
    return parameters;
}

}  // namespace

TaskView task_in(eventstore::Rows const& rows, std::size_t row) {
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
            Column<std::optional<DateOrTime>>::read(rows, row, 11),
            Column<task::Type>::read(rows, row, 12),
            Column<std::optional<DateOrTime>>::read(rows, row, 13),
            Column<std::optional<std::int64_t>>::read(rows, row, 14),
            rows.boolean(row, 15),
            rows.boolean(row, 16),
            rows.boolean(row, 17),
            Column<std::optional<UserId>>::read(rows, row, 18),
            Timestamp{rows.integer(row, 19)},
            Timestamp{rows.integer(row, 20)}};
}

bool has_task_filter(Exchange const& exchange) {
    auto const parameters = task_filter_parameters();
    return std::ranges::any_of(parameters, [&](auto const& one) {
        return find_parameter(exchange.query, one.name) != nullptr;
    });
}

std::expected<std::set<TaskId>, Response> filtered_tasks(Query& query, ProjectId project) {
    Filters filters{query};
    auto values = task_filter_values(filters);
    if (auto problem = filters.problem()) return std::unexpected(std::move(*problem));
    auto const found = query.connection.run(sql::directory_workspace_of_project, project);
    if (found.empty()) return std::unexpected(not_found_response(query.exchange.request.id));
    TaskOrder const by_rank{"rank", {{"rank", false}, {}, {}}};
    auto const rows = query.connection.run_prepared(
        sql::task_list_tasks, list_values({found.uuid(0, 0), project.uuid}, by_rank,
                                          parameter(nullptr), most_cards, std::move(values)));
    std::set<TaskId> tasks;
    for (std::size_t row = 0; row < rows.size(); ++row) tasks.insert(TaskId{rows.uuid(row, 0)});
    return tasks;
}

void add_task_lists(Routes& routes) {
    routes.push_back(get("/projects/{project}/tasks", "List the tasks of a project", "Tasks",
                         Permission::view_project, "task", task_list_parameters())
                         .looks_back(PastScope::board)
                         .answers_list_of<TaskView>(&list_tasks));
    routes.push_back(get("/workspaces/{workspace}/tasks", "List the tasks of all projects", "Tasks",
                         Permission::view_project, "task", task_list_parameters())
                         .looks_back(PastScope::workspace)
                         .answers_list_of<TaskView>(&list_tasks));
}

}  // namespace atelier::api
