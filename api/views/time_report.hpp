#pragma once

#include "api/views/timer.hpp"

namespace atelier::api {

/// What the time of one row has in common.
struct ReportGroup {
    std::string by;                 ///< `user`, `project`, `task`, `label`, `day`, `week`, `month`
    std::optional<std::string> id;  ///< absent: no label
    std::string name;               ///< of days, weeks and months the first day
};
BOOST_DESCRIBE_STRUCT(ReportGroup, (), (by, id, name))

struct ReportRow {
    std::vector<ReportGroup> groups;
    std::int64_t seconds;
    std::int64_t billable_seconds;
    std::int64_t entries;  ///< that reach into it
    // Of a task, or of a project (all its tasks together), whatever the days that were asked for.
    std::optional<std::int64_t> estimate_seconds;
    std::optional<std::int64_t> spent_seconds;  ///< ever, by those whose time is asked for
};
BOOST_DESCRIBE_STRUCT(ReportRow, (),
                      (groups, seconds, billable_seconds, entries, estimate_seconds, spent_seconds))

/// Time from the start of `from` to the end of `to`. The time of a task with several labels counts
/// for each of them, and once in the totals.
struct TimeReportView {
    Date from;
    Date to;
    std::string time_zone;
    std::vector<std::string> group_by;
    std::int64_t seconds;
    std::int64_t billable_seconds;
    std::int64_t entries;
    std::vector<ReportRow> rows;
    std::vector<ActiveTimerView> running;  ///< what counts for nothing yet
};
BOOST_DESCRIBE_STRUCT(TimeReportView, (),
                      (from, to, time_zone, group_by, seconds, billable_seconds, entries, rows,
                       running))

}  // namespace atelier::api
