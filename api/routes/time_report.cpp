#include "api/views/time_report.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <set>

#include "api/core/csv.hpp"
#include "api/core/filters.hpp"
#include "api/routes/routes.hpp"
#include "api/routes/timer_rows.hpp"
#include "projections/core/model_snapshot.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

constexpr std::array<std::string_view, 7> groupings{"user", "project", "task", "label",
                                                    "day",  "week",    "month"};
constexpr std::size_t most_groupings = 2;
constexpr int greatest_rows = 5'000;
constexpr int most_running = 1'000;
constexpr std::int32_t longest_days = 3'660;

/// What is asked for.
struct Wanted {
    Date from;
    Date to;
    std::string time_zone;
    std::vector<std::string> group_by;
    std::optional<Uuid> user;
    std::optional<Uuid> project;
};

/// Only names of places: what PostgreSQL would also take (abbreviations, offsets in the wrong
/// direction of POSIX) means something else to people.
bool is_time_zone(eventstore::Connection& connection, std::string const& name) {
    static std::mutex mutex;
    static std::set<std::string> names;
    std::lock_guard const lock{mutex};
    if (names.empty()) {
        auto const rows = connection.run(sql::timer_list_time_zones);
        for (std::size_t row = 0; row < rows.size(); ++row) names.insert(rows.string(row, 0));
    }
    return names.contains(name);
}

/// Of the past: the day that it was.
Date today_in(Query const& query, std::string const& time_zone) {
    auto const then = query.as_of ? std::optional{to_text(query.as_of->time)} : std::nullopt;
    auto const rows = query.connection.run(sql::timer_today, time_zone, then);
    return Date::from_text(rows.text(0, 0)).value();
}

void check_groups(Filters& filters, std::vector<std::string> const& group_by) {
    for (auto const& one : group_by) {
        if (std::ranges::find(groupings, one) == groupings.end())
            filters.add_problem("group_by",
                                "must be of user, project, task, label, day, week and month");
    }
    if (group_by.size() > most_groupings) filters.add_problem("group_by", "must be at most two");
    if (group_by.size() == most_groupings && group_by[0] == group_by[1])
        filters.add_problem("group_by", "must be two different ones");
}

/// The one that the asker has set in their profile.
std::string time_zone_of(Query& query) {
    auto const rows = query.connection.run(sql::directory_read_user, query.user());
    return rows.empty() ? "UTC" : rows.string(0, 3);
}

std::expected<Wanted, Response> read_wanted(Query& query) {
    Filters filters{query};
    Wanted wanted;
    auto const from = filters.date("from");
    auto const to = filters.date("to");
    auto const time_zone = filters.text("time_zone");
    wanted.time_zone = time_zone ? *time_zone : time_zone_of(query);
    wanted.group_by = filters.list("group_by");
    if (wanted.group_by.empty()) wanted.group_by = {"project"};
    check_groups(filters, wanted.group_by);
    wanted.user = filters.person("user");
    wanted.project = filters.id("project");
    if (!is_time_zone(query.connection, wanted.time_zone)) {
        filters.add_problem("time_zone", "must be the name of a time zone, such as Europe/Berlin");
    } else {
        wanted.to = to ? *to : today_in(query, wanted.time_zone);
        wanted.from = from.value_or(wanted.to);
        if (wanted.to < wanted.from) filters.add_problem("to", "must not be before from");
        if (wanted.to.days - wanted.from.days > longest_days)
            filters.add_problem("to", "must be at most ten years after from");
    }
    if (auto problem = filters.problem()) return std::unexpected(std::move(*problem));
    return wanted;
}

std::string group_at(Wanted const& wanted, std::size_t place) {
    return place < wanted.group_by.size() ? wanted.group_by[place] : "";
}

ReportGroup read_group(eventstore::Rows const& rows, std::size_t row, int column,
                       std::string const& by) {
    if (rows.is_null(row, column)) return {by, {}, "No " + by};
    return {by, rows.string(row, column),
            rows.is_null(row, column + 1) ? "?" : rows.string(row, column + 1)};
}

std::optional<std::int64_t> number_at(eventstore::Rows const& rows, std::size_t row, int column) {
    return rows.is_null(row, column) ? std::nullopt : std::optional{rows.integer(row, column)};
}

std::string in_words(std::optional<std::int64_t> number) {
    return number ? std::to_string(*number) : "";
}

TimeReportView read_report(Query& query, Wanted const& wanted) {
    auto const workspace = query.id<WorkspaceId>("workspace");
    projections::ModelSnapshot const snapshot{query.connection};
    // A plan for any grouping works out all of them for each entry: a plan of its own takes a
    // fifth of the time. Until the end of the transaction.
    query.connection.execute("set local plan_cache_mode = force_custom_plan");
    auto const rows = query.connection.run(sql::timer_report, workspace, to_text(wanted.from),
                                           to_text(Date{wanted.to.days + 1}), wanted.time_zone,
                                           group_at(wanted, 0), group_at(wanted, 1),
                                           greatest_rows + 1, wanted.user, wanted.project);
    TimeReportView report{wanted.from, wanted.to, wanted.time_zone, wanted.group_by, 0, 0, 0,
                          {},          {}};
    for (std::size_t row = 0; row < rows.size(); ++row) {
        ReportRow line{{},
                       rows.integer(row, 4),
                       rows.integer(row, 5),
                       rows.integer(row, 6),
                       number_at(rows, row, 10),
                       number_at(rows, row, 11)};
        for (std::size_t place = 0; place < wanted.group_by.size(); ++place) {
            line.groups.push_back(
                read_group(rows, row, static_cast<int>(place) * 2, wanted.group_by[place]));
        }
        report.rows.push_back(std::move(line));
        report.seconds = rows.integer(row, 7);
        report.billable_seconds = rows.integer(row, 8);
        report.entries = rows.integer(row, 9);
    }
    report.running = read_active_timers(query.connection,
                                        {workspace, {}, most_running, wanted.user, wanted.project});
    return report;
}

/// 3661 seconds are 1.02 hours.
std::string hours(std::int64_t seconds) {
    auto const hundredths = (seconds + 18) / 36;
    auto const rest = std::to_string(hundredths % 100);
    return std::to_string(hundredths / 100) + "." + (rest.size() < 2 ? "0" : "") + rest;
}

QueryAnswer as_csv(Query const& query, TimeReportView const& report) {
    std::vector<std::string> header;
    for (auto const& by : report.group_by) {
        header.push_back(by);
        header.push_back(by + "_id");
    }
    for (auto const* name : {"seconds", "hours", "billable_seconds", "billable_hours", "entries",
                             "estimate_seconds", "spent_seconds"})
        header.emplace_back(name);
    Csv csv{header};
    for (auto const& row : report.rows) {
        std::vector<std::string> cells;
        for (auto const& group : row.groups) {
            cells.push_back(group.name);
            cells.push_back(group.id.value_or(""));
        }
        for (auto const& cell :
             {std::to_string(row.seconds), hours(row.seconds), std::to_string(row.billable_seconds),
              hours(row.billable_seconds), std::to_string(row.entries),
              in_words(row.estimate_seconds), in_words(row.spent_seconds)})
            cells.push_back(cell);
        csv.add(cells);
    }
    return csv.answer("time-" + to_text(report.from) + "-" + to_text(report.to) + ".csv", query);
}

QueryResult report_time(Query& query) {
    auto const is_csv = wants_csv(query);
    if (!is_csv) return std::unexpected(is_csv.error());
    auto wanted = read_wanted(query);
    if (!wanted) return std::unexpected(wanted.error());
    if (!may(*query.role, Permission::view_time)) {
        if (wanted->user && *wanted->user != query.user().uuid) {
            return std::unexpected(
                failure(commands::forbidden(Permission::view_time), query.exchange.request.id));
        }
        wanted->user = query.user().uuid;
    }
    auto const report = read_report(query, *wanted);
    if (report.rows.size() > greatest_rows) {
        return std::unexpected(
            failure(400, "malformed_request", "The report has more than 5000 rows: ask for less.",
                    query.exchange.request.id, {{"group_by", "makes more than 5000 rows"}}));
    }
    return *is_csv ? as_csv(query, report) : QueryAnswer{codec::to_json(report)};
}

}  // namespace

Routes time_report_routes() {
    std::vector<QueryParameter> parameters{
        {"from", "The first day; that of `to` when absent", R"({"type":"string","format":"date"})"},
        {"to", "The last day; today when absent", R"({"type":"string","format":"date"})"},
        {"group_by",
         "One or two of user, project, task, label, day, week (from Monday) and month, with a "
         "comma between; by project when absent",
         R"({"type":"string"})"},
        {"time_zone", "The zone of the days, by its IANA name; that of your profile when absent",
         R"({"type":"string"})"},
        id_parameter("project", "Only time for tasks of this project"),
        person_parameter("user", "Only time of this person"),
        format_parameter()};
    Routes routes;
    auto route = get("/workspaces/{workspace}/reports/time",
                     "Time by person, project, task, label and day; your own, or everybody's where "
                     "your role sees it",
                     "Reports", Permission::track_time, "timer", std::move(parameters))
                     .looks_back(PastScope::workspace)
                     .answers<TimeReportView>(&report_time);
    route.info.also_csv = true;
    routes.push_back(std::move(route));
    return routes;
}

}  // namespace atelier::api
