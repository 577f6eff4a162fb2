#include "commands/workflow/delete_status.hpp"

#include <algorithm>

namespace atelier::commands {
namespace {

struct Moving {
    TaskId id;
    Rank rank;
    std::int64_t number;
};

/// The tasks from the top. Whatever is moved in or out meanwhile, the decision does not hold.
std::vector<Moving> tasks_of(DeleteStatus const& command, Scene const& scene) {
    auto const& tasks = scene.tasks_in({command.project, command.status});
    if (tasks.size() > tasks_moved_at_once) return {};
    std::vector<StreamId> streams;
    for (auto task : tasks) streams.push_back(stream_of(task));
    scene.expect(streams);
    std::vector<Moving> moving;
    for (auto id : tasks) moving.push_back({id, scene.task(id).rank, scene.task(id).number});
    std::ranges::sort(moving, {}, &Moving::rank);
    return moving;
}

}  // namespace

Decision decide(DeleteStatus const& command, Scene const& scene, Context const& context) {
    auto const& project = scene.project(command.project);
    if (!project.find_status(command.status)) return std::unexpected(not_found());
    if (command.move_tasks_to &&
        (command.move_tasks_to == command.status || !project.find_status(*command.move_tasks_to))) {
        return std::unexpected(invalid("move_tasks_to", "is no other status of this project"));
    }
    if (project.statuses.size() == 1) return std::unexpected(last_status());
    auto const count = scene.tasks_in({command.project, command.status}).size();
    if (count > 0 && !command.move_tasks_to) return std::unexpected(status_in_use(count));
    if (count > tasks_moved_at_once) {
        return std::unexpected(
            limit_reached(tasks_moved_at_once, "tasks are moved with their status"));
    }
    Decided decided;
    // One millisecond apart, so that they keep their order.
    auto at = context.now;
    for (auto const& task : tasks_of(command, scene)) {
        decided.add(stream_of(task.id),
                    task::TaskMoved{*command.move_tasks_to, rank_at_bottom(at, task.number)});
        ++at.milliseconds;
    }
    decided.add(stream_of(command.project), project::StatusDeleted{command.status});
    return decided;
}

}  // namespace atelier::commands
