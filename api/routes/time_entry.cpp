#include "api/views/time_entry.hpp"

#include <algorithm>
#include <array>

#include "api/core/command_route.hpp"
#include "api/core/cursor.hpp"
#include "api/core/filters.hpp"
#include "api/routes/routes.hpp"
#include "commands/time_entry/add_time_entry.hpp"
#include "commands/time_entry/delete_time_entry.hpp"
#include "commands/time_entry/edit_time_entry.hpp"
#include "projections/core/column.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace commands;
using eventstore::ArrayParameter;

constexpr std::array<std::string_view, 6> sorts{"-started_at", "started_at", "-stopped_at",
                                                "stopped_at",  "-duration",  "duration"};
constexpr auto least_key = std::numeric_limits<std::int64_t>::min();

template <class Command>
TimeEntryView time_entry_after(Scene const& after, Command const& command, Context const&) {
    return time_entry_view(command.entry, after.time_entry(command.entry));
}

TimeEntryView view_in(eventstore::Rows const& rows, std::size_t row) {
    Timestamp const started_at{rows.integer(row, 8)};
    Timestamp const stopped_at{rows.integer(row, 9)};
    return {TimeEntryId{rows.uuid(row, 0)},
            WorkspaceId{rows.uuid(row, 1)},
            UserId{rows.uuid(row, 2)},
            rows.string(row, 3),
            TaskId{rows.uuid(row, 4)},
            rows.string(row, 5),
            rows.string(row, 6),
            ProjectId{rows.uuid(row, 7)},
            started_at,
            stopped_at,
            (stopped_at.milliseconds - started_at.milliseconds) / 1000,
            rows.string(row, 10),
            rows.boolean(row, 11),
            rows.boolean(row, 12),
            false};
}

QueryResult read_entry(Query& query) {
    auto const rows = query.connection.run(sql::timer_read_entry, query.id<TimeEntryId>("entry"));
    bool const is_seen = !rows.empty() && (UserId{rows.uuid(0, 2)} == query.user() ||
                                           may(*query.role, Permission::view_time));
    if (!is_seen) return std::unexpected(not_found_response(query.exchange.request.id));
    return QueryAnswer{codec::to_json(view_in(rows, 0)), {{}, rows.integer(0, 13), {}}};
}

ArrayParameter roles_that_see_all() {
    ArrayParameter roles{ArrayParameter::Element::text};
    for (auto role : roles_with(Permission::view_time))
        roles.add(projections::Column<WorkspaceRole>::text(role));
    return roles;
}

QueryResult list_entries(Query& query) {
    Filters filters{query};
    auto const workspace = filters.id("workspace");
    auto const user = filters.person("user");
    auto const project = filters.id("project");
    auto const task = filters.id("task");
    auto const from = filters.instant("from");
    auto const to = filters.instant("to");
    auto const billable = filters.flag("billable");
    auto const sort = filters.text("sort").value_or(std::string{sorts[0]});
    if (std::ranges::find(sorts, sort) == sorts.end()) {
        filters.add_problem("sort",
                            "must be started_at, stopped_at or duration, with - in front "
                            "for the greatest first");
    }
    auto const page = page_of(query.exchange, 4);
    if (!page) return std::unexpected(page.error());
    if (!page->after.empty() && page->after_text(0) != sort)
        filters.add_problem("cursor", "is of a list in another order");
    if (auto problem = filters.problem()) return std::unexpected(std::move(*problem));
    auto const rows =
        query.connection.run(sql::timer_list_entries, query.user(), roles_that_see_all(), sort,
                             page->after_number(1, least_key), page->after_id(2), page->limit + 1,
                             workspace, user, project, task, from, to, billable, page->began(3));
    std::vector<TimeEntryView> list;
    for (std::size_t row = 0; row < rows.size(); ++row) list.push_back(view_in(rows, row));
    auto const last_row = static_cast<std::size_t>(page->limit) - 1;
    return page->answer(std::move(list), [&](TimeEntryView const& last) {
        return std::vector{sort, rows.string(last_row, 14), to_text(last.id),
                           rows.string(last_row, 15)};
    });
}

std::vector<QueryParameter> time_entry_list_parameters() {
    auto parameters = page_parameters();
    parameters.push_back(id_parameter("workspace", "Only entries in this workspace"));
    parameters.push_back(person_parameter("user", "Only entries of this person"));
    parameters.push_back(id_parameter("project", "Only entries for tasks of this project"));
    parameters.push_back(id_parameter("task", "Only entries for this task"));
    parameters.push_back(instant_parameter("from", "Only entries that started then or later"));
    parameters.push_back(instant_parameter("to", "Only entries that started before then"));
    parameters.push_back(
        {"billable", "Only billable entries, or only others", R"({"enum":["true","false"]})"});
    parameters.push_back(
        {"sort", "The order; the latest start first when absent",
         R"({"enum":["started_at","-started_at","stopped_at","-stopped_at","duration","-duration"]})"});
    return parameters;
}

}  // namespace

Routes time_entry_routes() {
    Routes routes;
    routes.push_back(create<AddTimeEntry>("/time-entries",
                                          "Write down your time, until stopped_at or for "
                                          "duration_seconds",
                                          "Time entries", "entry", "/api/v1/time-entries/")
                         .answers(&time_entry_after<AddTimeEntry>));
    routes.push_back(
        get("/time-entries", "Your time entries, and everybody's where your role sees them",
            "Time entries", Permission::signed_in, "timer", time_entry_list_parameters())
            .answers_list_of<TimeEntryView>(&list_entries));
    routes.push_back(get("/time-entries/{entry}", "Read a time entry", "Time entries",
                         Permission::track_time, "timer")
                         .answers<TimeEntryView>(&read_entry));
    routes.push_back(patch<EditTimeEntry>("/time-entries/{entry}",
                                          "Edit a time entry (merge patch)", "Time entries")
                         .answers(&time_entry_after<EditTimeEntry>));
    routes.push_back(
        remove<DeleteTimeEntry>("/time-entries/{entry}", "Delete a time entry", "Time entries")
            .answers(&time_entry_after<DeleteTimeEntry>));
    return routes;
}

}  // namespace atelier::api
