#include "commands/worker/reactions.hpp"

#include "commands/task/announce_overdue.hpp"
#include "commands/task/unassign_former_member.hpp"
#include "commands/timer/stop_former_member.hpp"
#include "schemas/sql.hpp"

namespace atelier::commands {
namespace {

using eventstore::Connection;

/// The system has no address and no key; its command's answer is nobody's.
template <class Command>
Work work(Uuid place, Uuid place_too, Command command) {
    return {place, place_too, [command = std::move(command)](Handler& handler, Completion done) {
                handler.run(
                    command, [](Scene const&, Context const&) { return std::string{}; }, Caller{},
                    std::move(done));
            }};
}

std::vector<Work> timers_of_former_members(Connection& connection, Look const& look) {
    auto const rows = connection.run(sql::worker_list_former_members_timers, look.seen, look.after,
                                     look.after_too, look.limit);
    std::vector<Work> list;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const workspace = rows.uuid(row, 0);
        auto const user = rows.uuid(row, 1);
        list.push_back(work(workspace, user,
                            StopFormerMember{WorkspaceId{workspace}, UserId{user},
                                             Timestamp{rows.integer(row, 2)}}));
    }
    return list;
}

std::vector<Work> tasks_of_former_members(Connection& connection, Look const& look) {
    auto const rows = connection.run(sql::worker_list_former_members_tasks, look.seen, look.after,
                                     look.after_too, look.limit);
    std::vector<Work> list;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const task = rows.uuid(row, 0);
        auto const user = rows.uuid(row, 1);
        list.push_back(work(task, user, UnassignFormerMember{TaskId{task}, UserId{user}}));
    }
    return list;
}

std::vector<Work> overdue_tasks(Connection& connection, Look const& look) {
    auto const rows = connection.run(sql::worker_list_overdue, look.seen, look.seen_at.milliseconds,
                                     look.now.milliseconds, look.after, look.limit);
    std::vector<Work> list;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const task = rows.uuid(row, 0);
        list.push_back(work(task, {}, AnnounceOverdue{TaskId{task}}));
    }
    return list;
}

}  // namespace

std::span<Reaction const> reactions() {
    static Reaction const all[] = {
        {"stop the timers of who left", &timers_of_former_members},
        {"unassign who left", &tasks_of_former_members},
        {"announce overdue tasks", &overdue_tasks},
    };
    return all;
}

}  // namespace atelier::commands
