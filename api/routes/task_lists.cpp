#include "api/routes/task_lists.hpp"

#include <algorithm>
#include <array>

#include "api/core/cursor.hpp"
#include "api/core/filters.hpp"
#include "projections/core/column.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using eventstore::ArrayParameter;
using eventstore::Parameter;
using eventstore::parameter;
using projections::Column;

constexpr std::size_t sort_fields = 3;
constexpr std::size_t cursor_parts = sort_fields + 3;  // the order, the keys, the id, the start
constexpr int most_cards = 10'000;                     // of a filtered board
constexpr std::size_t most_words = 10;
constexpr int first_key_column = task_version_column + 1;

constexpr std::array<std::string_view, 11> sortable{
    "number", "title", "status",           "rank",       "priority",  "type",
    "due",    "start", "estimate_seconds", "created_at", "updated_at"};

/// `?sort=-due,rank`: at most three fields, each with `-` in front for falling order.
struct Order {
    std::string text;
    std::vector<std::pair<std::string, bool>> fields;  ///< with whether it falls
};

Order order_of(Filters& filters) {
    Order order{filters.text("sort").value_or("number"), {}};
    auto const fields = filters.list("sort");
    if (fields.size() > sort_fields) filters.add_problem("sort", "must have at most 3 fields");
    for (auto field : fields.empty() ? std::vector<std::string>{"number"} : fields) {
        bool const falls = field.starts_with('-');
        if (falls) field.erase(0, 1);
        if (std::ranges::find(sortable, field) == sortable.end()) {
            std::string known;
            for (auto name : sortable) known += (known.empty() ? "" : ", ") + std::string{name};
            filters.add_problem("sort", "must be made of " + known + ", with - for falling order");
            break;
        }
        order.fields.emplace_back(std::move(field), falls);
    }
    order.fields.resize(sort_fields);
    return order;
}

/// One array parameter of what is there, null when the query does not say.
template <class Add>
Parameter array_or_null(Filters& filters, char const* name, ArrayParameter::Element element,
                        Add add) {
    auto const values = filters.list(name);
    if (values.empty()) return parameter(nullptr);
    ArrayParameter array{element};
    for (auto const& value : values) add(array, value);
    return array.take();
}

Parameter ids(Filters& filters, char const* name, std::optional<UserId> me = {}) {
    return array_or_null(filters, name, ArrayParameter::Element::uuid,
                         [&](ArrayParameter& array, std::string const& text) {
                             if (me && text == "me") return array.add(me->uuid);
                             auto const id = uuid_from_text(text);
                             if (!id) return filters.add_problem(name, "must be a valid id");
                             array.add(*id);
                         });
}

template <class Enum>
Parameter names(Filters& filters, char const* name) {
    return array_or_null(filters, name, ArrayParameter::Element::text,
                         [&](ArrayParameter& array, std::string const& text) {
                             auto const value = codec::from_json<Enum>('"' + text + '"');
                             if (!value)
                                 return filters.add_problem(name, value.error().front().message);
                             array.add(std::string_view{text});
                         });
}

/// A day counts from its beginning, in UTC.
Parameter moment(Filters& filters, char const* name) {
    auto const text = filters.text(name);
    if (!text) return parameter(nullptr);
    auto const when = DateOrTime::from_text(*text);
    if (!when) {
        filters.add_problem(name, "must be a date or a time, such as 2026-11-21");
        return parameter(nullptr);
    }
    return parameter(to_text(when->begins_at()));
}

Parameter seconds(Filters& filters, char const* name) {
    auto const text = filters.text(name);
    if (!text) return parameter(nullptr);
    auto const number = codec::from_json<std::int64_t>(*text);
    if (!number) {
        filters.add_problem(name, "must be a number of seconds");
        return parameter(nullptr);
    }
    return parameter(*number);
}

/// Each word as a pattern of LIKE that finds it anywhere.
Parameter words(Filters& filters) {
    auto const text = filters.text("search");
    if (!text) return parameter(nullptr);
    ArrayParameter patterns{ArrayParameter::Element::text};
    std::size_t count = 0;
    std::string pattern;
    for (char c : *text + " ") {
        if (c != ' ') {
            if (c == '%' || c == '_' || c == '\\') pattern += '\\';
            pattern += c;
        } else if (!pattern.empty()) {
            patterns.add(std::string_view{'%' + std::exchange(pattern, {}) + '%'});
            ++count;
        }
    }
    if (count == 0 || count > most_words)
        filters.add_problem("search", "must have 1 to " + std::to_string(most_words) + " words");
    return patterns.take();
}

/// Absent: not archived ones; `any`: both.
Parameter archived(Filters& filters) {
    if (filters.text("archived") == "any") return parameter(nullptr);
    return parameter(filters.flag("archived").value_or(false));
}

/// What `task.list_tasks` wants from $7 on.
std::vector<Parameter> filter_values(Query const& query, Filters& filters) {
    std::vector<Parameter> values;
    values.push_back(ids(filters, "status"));
    values.push_back(names<project::StatusCategory>(filters, "category"));
    values.push_back(names<task::Type>(filters, "type"));
    values.push_back(names<task::Priority>(filters, "priority"));
    values.push_back(ids(filters, "assignee", query.user()));
    values.push_back(parameter(filters.flag("assigned")));
    values.push_back(ids(filters, "label"));
    for (auto const* name : {"due_from", "due_before", "start_from", "start_before", "created_from",
                             "created_before", "updated_from", "updated_before"}) {
        values.push_back(moment(filters, name));
    }
    values.push_back(seconds(filters, "estimate_from"));
    values.push_back(seconds(filters, "estimate_to"));
    values.push_back(archived(filters));
    values.push_back(parameter(filters.flag("overdue")));
    values.push_back(parameter(filters.person("created_by")));
    values.push_back(words(filters));
    return values;
}

struct Place {
    Uuid workspace;
    std::optional<Uuid> project;
};

std::vector<Parameter> list_values(Place const& place, Order const& order, Parameter after,
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
    auto const order = order_of(filters);
    auto values = filter_values(query, filters);
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
        for (int i = 0; i < static_cast<int>(sort_fields); ++i)
            key.push_back(rows.string(count - 1, first_key_column + i));
        key.push_back(to_text(list.back().id));
        key.push_back(rows.string(count - 1, first_key_column + static_cast<int>(sort_fields)));
        answer.meta.next_cursor = page->cursor_for(key);
    }
    return answer;
}

QueryParameter text_parameter(std::string name, std::string description) {
    return {std::move(name), std::move(description), R"({"type":"string"})"};
}

QueryParameter flag_parameter(std::string name, std::string description) {
    return {std::move(name), std::move(description), R"({"type":"boolean"})"};
}

std::vector<QueryParameter> list_parameters() {
    auto parameters = page_parameters();
    std::ranges::move(task_filter_parameters(), std::back_inserter(parameters));
    parameters.push_back(
        text_parameter("sort",
                       "Up to three of number, title, status, rank, priority, type, due, start, "
                       "estimate_seconds, created_at, updated_at, with commas between; - in front: "
                       "falling. Tasks without the value come last"));
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

std::vector<QueryParameter> task_filter_parameters() {
    return {
        text_parameter("status", "Only tasks in one of these statuses (ids)"),
        text_parameter("category", "Only in statuses of one of these: TODO, DOING, DONE"),
        text_parameter("type", "Only of these: TASK, BUG, FEATURE, IMPROVEMENT, CHORE"),
        text_parameter("priority", "Only of these: LOW, MEDIUM, HIGH, URGENT"),
        text_parameter("assignee", "Only of one of these people (ids); `me` is the caller"),
        flag_parameter("assigned", "Only with, or only without assignees"),
        text_parameter("label", "Only with all of these labels (ids)"),
        text_parameter("due_from", "Only due on or after this date or time"),
        text_parameter("due_before", "Only due before this date or time"),
        text_parameter("start_from", "Only starting on or after this date or time"),
        text_parameter("start_before", "Only starting before this date or time"),
        text_parameter("created_from", "Only made at or after this date or time"),
        text_parameter("created_before", "Only made before this date or time"),
        text_parameter("updated_from", "Only changed at or after this date or time"),
        text_parameter("updated_before", "Only last changed before this date or time"),
        text_parameter("estimate_from", "Only with at least this estimate in seconds"),
        text_parameter("estimate_to", "Only with at most this estimate in seconds"),
        text_parameter("archived", "true: only archived tasks; any: those too"),
        flag_parameter("overdue", "Only those that are late and not done, or only the others"),
        text_parameter("created_by", "Only made by this person; `me` is the caller"),
        text_parameter("search", "Only with all of these words in key, title or description"),
    };
}

bool has_task_filter(Exchange const& exchange) {
    auto const parameters = task_filter_parameters();
    return std::ranges::any_of(parameters, [&](auto const& one) {
        return find_parameter(exchange.query, one.name) != nullptr;
    });
}

std::expected<std::set<TaskId>, Response> filtered_tasks(Query& query, ProjectId project) {
    Filters filters{query};
    auto values = filter_values(query, filters);
    if (auto problem = filters.problem()) return std::unexpected(std::move(*problem));
    auto const found = query.connection.run(sql::directory_workspace_of_project, project);
    if (found.empty()) return std::unexpected(not_found_response(query.exchange.request.id));
    Order const by_rank{"rank", {{"rank", false}, {}, {}}};
    auto const rows = query.connection.run_prepared(
        sql::task_list_tasks, list_values({found.uuid(0, 0), project.uuid}, by_rank,
                                          parameter(nullptr), most_cards, std::move(values)));
    std::set<TaskId> tasks;
    for (std::size_t row = 0; row < rows.size(); ++row) tasks.insert(TaskId{rows.uuid(row, 0)});
    return tasks;
}

void add_task_lists(Routes& routes) {
    routes.push_back(get("/projects/{project}/tasks", "List the tasks of a project", "Tasks",
                         Permission::view_project, "task", list_parameters())
                         .looks_back(PastScope::board)
                         .answers_list_of<TaskView>(&list_tasks));
    routes.push_back(get("/workspaces/{workspace}/tasks", "List the tasks of all projects", "Tasks",
                         Permission::view_project, "task", list_parameters())
                         .looks_back(PastScope::workspace)
                         .answers_list_of<TaskView>(&list_tasks));
}

}  // namespace atelier::api
