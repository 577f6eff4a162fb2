#include "api/views/timer.hpp"
#include "api/core/command_route.hpp"
#include "api/core/query_route.hpp"
#include "api/routes/routes.hpp"
#include "commands/timer/start_timer.hpp"
#include "commands/timer/stop_timer.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace commands;

TimerView started(Scene const& after, StartTimer const& command, Context const& context) {
    auto const workspace = after.project(after.task(command.task).project).workspace;
    auto const& running =
        after.timer(timer::timer_of(workspace, context.signed_in())).running.value();
    return {workspace, running.task, running.note, running.started_at, {}, {}};
}

TimerView stopped(Scene const& after, StopTimer const& command, Context const& context) {
    auto const& timer = after.timer(timer::timer_of(command.workspace, context.signed_in()));
    auto const& last = timer.last.value();
    return {command.workspace,
            last.task,
            last.note,
            last.started_at,
            timer.last_stopped_at,
            (timer.last_stopped_at.milliseconds - last.started_at.milliseconds) / 1000};
}

QueryResult list_running(Query& query) {
    auto const rows = query.connection.run(sql::timer_list_running, query.user());
    std::vector<TimerView> list;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        list.push_back({WorkspaceId{rows.uuid(row, 0)},
                        TaskId{rows.uuid(row, 1)},
                        rows.string(row, 2),
                        Timestamp{rows.integer(row, 3)},
                        {},
                        {}});
    }
    return QueryAnswer{codec::to_json(list)};
}

}  // namespace

Routes timer_routes() {
    Routes routes;
    routes.push_back(post<StartTimer>("/timers/start", "Start your timer for a task", "Timers")
                         .answers(&started));
    routes.push_back(post<StopTimer>("/timers/stop", "Stop your timer in a workspace", "Timers")
                         .answers(&stopped));
    routes.push_back(get("/timers/current", "Your running timers, one at most in each workspace",
                         "Timers", Permission::signed_in, "timer")
                         .answers_list_of<TimerView>(&list_running));
    return routes;
}

}  // namespace atelier::api
