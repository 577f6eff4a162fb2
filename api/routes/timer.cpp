#include "api/views/timer.hpp"
#include "api/core/command_route.hpp"
#include "api/core/cursor.hpp"
#include "api/core/query_route.hpp"
#include "api/routes/routes.hpp"
#include "api/routes/timer_rows.hpp"
#include "commands/timer/discard_timer.hpp"
#include "commands/timer/pause_timer.hpp"
#include "commands/timer/resume_timer.hpp"
#include "commands/timer/start_timer.hpp"
#include "commands/timer/stop_timer.hpp"
#include "projections/core/column.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace commands;
using projections::Column;

TimerState state_of(std::optional<Timestamp> running_since) {
    return running_since ? TimerState::running : TimerState::paused;
}

TimerView active(WorkspaceId workspace, timer::Run const& run) {
    return {workspace,
            run.task,
            run.note,
            run.billable,
            state_of(run.running_since),
            run.started_at,
            run.running_since,
            run.tracked_milliseconds() / 1000,
            {},
            {}};
}

TimerView ended(WorkspaceId workspace, timer::State const& timer, TimerState state) {
    auto const& last = timer.last.value();
    auto view = active(workspace, last);
    view.state = state;
    view.stopped_at = timer.last_stopped_at;
    if (state == TimerState::stopped) view.duration_seconds = view.tracked_seconds;
    return view;
}

timer::State const& own_timer(Scene const& after, WorkspaceId workspace, Context const& context) {
    return after.timer(timer::timer_of(workspace, context.signed_in()));
}

TimerView started(Scene const& after, StartTimer const& command, Context const& context) {
    auto const workspace = after.project(after.task(command.task).project).workspace;
    return active(workspace, own_timer(after, workspace, context).run.value());
}

template <class Command>
TimerView going_on(Scene const& after, Command const& command, Context const& context) {
    return active(command.workspace, own_timer(after, command.workspace, context).run.value());
}

TimerView stopped(Scene const& after, StopTimer const& command, Context const& context) {
    return ended(command.workspace, own_timer(after, command.workspace, context),
                 TimerState::stopped);
}

TimerView discarded(Scene const& after, DiscardTimer const& command, Context const& context) {
    return ended(command.workspace, own_timer(after, command.workspace, context),
                 TimerState::discarded);
}

QueryResult list_own(Query& query) {
    auto const rows = query.connection.run(sql::timer_list_running, query.user());
    std::vector<TimerView> list;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const since = Column<std::optional<Timestamp>>::read(rows, row, 5);
        list.push_back({WorkspaceId{rows.uuid(row, 0)},
                        TaskId{rows.uuid(row, 1)},
                        rows.string(row, 2),
                        rows.boolean(row, 3),
                        state_of(since),
                        Timestamp{rows.integer(row, 4)},
                        since,
                        rows.integer(row, 6) / 1000,
                        {},
                        {}});
    }
    return QueryAnswer{codec::to_json(list)};
}

QueryResult list_active(Query& query) {
    auto const page = page_of(query.exchange, 1);
    if (!page) return std::unexpected(page.error());
    auto list = read_active_timers(
        query.connection,
        {query.id<WorkspaceId>("workspace"), page->after_id(0), page->limit + 1, {}, {}});
    return page->answer(std::move(list), [](ActiveTimerView const& last) {
        return std::vector{to_text(last.user.id)};
    });
}

}  // namespace

std::vector<ActiveTimerView> read_active_timers(eventstore::Connection& connection,
                                                ActiveTimers const& wanted) {
    auto const rows = connection.run(sql::timer_list_active, wanted.workspace, wanted.after,
                                     wanted.limit, wanted.user, wanted.project);
    std::vector<ActiveTimerView> list;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const since = Column<std::optional<Timestamp>>::read(rows, row, 9);
        list.push_back({{UserId{rows.uuid(row, 0)}, rows.string(row, 1)},
                        {TaskId{rows.uuid(row, 2)}, rows.string(row, 3), rows.string(row, 4)},
                        ProjectId{rows.uuid(row, 5)},
                        rows.string(row, 6),
                        rows.boolean(row, 7),
                        state_of(since),
                        Timestamp{rows.integer(row, 8)},
                        since,
                        rows.integer(row, 10) / 1000});
    }
    return list;
}

Routes timer_routes() {
    Routes routes;
    routes.push_back(post<StartTimer>("/timers/start", "Start your timer for a task", "Timers")
                         .answers(&started));
    routes.push_back(post<PauseTimer>("/timers/pause",
                                      "Pause your timer in a workspace; what it ran is a time "
                                      "entry, the pause is none",
                                      "Timers")
                         .answers(&going_on<PauseTimer>));
    routes.push_back(
        post<ResumeTimer>("/timers/resume", "Let your paused timer in a workspace go on", "Timers")
            .answers(&going_on<ResumeTimer>));
    routes.push_back(post<StopTimer>("/timers/stop", "Stop your timer in a workspace", "Timers")
                         .answers(&stopped));
    routes.push_back(post<DiscardTimer>("/timers/discard",
                                        "End your timer in a workspace as if it had not run",
                                        "Timers")
                         .answers(&discarded));
    routes.push_back(get("/timers/current",
                         "Your timers that run or are paused, one at most in each workspace",
                         "Timers", Permission::signed_in, "timer")
                         .answers_list_of<TimerView>(&list_own));
    routes.push_back(get("/workspaces/{workspace}/timers",
                         "Everybody's timers that run or are paused", "Timers",
                         Permission::view_time, "timer", page_parameters())
                         .answers_list_of<ActiveTimerView>(&list_active));
    return routes;
}

}  // namespace atelier::api
